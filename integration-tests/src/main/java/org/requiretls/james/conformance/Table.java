package org.requiretls.james.conformance;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Reads the project's own CSV files (RFC 4180), which begin with a line of column names. */
final class Table {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();

    private Table() {}

    /** @throws ConformanceException names the file if it cannot be read or a line has other columns than the first */
    static List<CSVRecord> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            List<CSVRecord> records = FORMAT.parse(reader).getRecords();
            records.stream()
                    .filter(record -> !record.isConsistent())
                    .findFirst()
                    .ifPresent(record -> {
                        throw new ConformanceException(file + ", record " + record.getRecordNumber()
                                + ": not as many columns as the first line names");
                    });
            return records;
        } catch (IOException e) {
            throw new ConformanceException("Cannot read " + file, e);
        }
    }
}
