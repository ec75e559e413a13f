package org.requiretls.james.conformance;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;

/** Why there is no test for a requirement, by its id. */
final class Reasons {

    private Reasons() {}

    /** @throws ConformanceException for an id that occurs twice or without a reason */
    static Map<String, String> read(Path file) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (CSVRecord record : Table.read(file)) {
            String id = record.get("id");
            String reason = record.get("reason");
            if (reason.isBlank()) {
                throw new ConformanceException(file + ": no reason given for " + id);
            }
            if (reasons.put(id, reason) != null) {
                throw new ConformanceException(file + ": two reasons for " + id);
            }
        }
        return reasons;
    }
}
