package org.requiretls.james.conformance;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/** All requirements, in the order of the file. */
final class Catalogue {

    private final Map<String, Requirement> rows;

    private Catalogue(Map<String, Requirement> rows) {
        this.rows = rows;
    }

    /** @throws ConformanceException for an id that occurs twice, and for a pointer to a missing row or in a circle */
    static Catalogue of(Collection<Requirement> requirements) {
        Map<String, Requirement> rows = new LinkedHashMap<>();
        for (Requirement row : requirements) {
            if (rows.put(row.id(), row) != null) {
                throw new ConformanceException("The catalogue has the id " + row.id() + " twice");
            }
        }
        Catalogue catalogue = new Catalogue(rows);
        rows.values().forEach(row -> catalogue.follow(row, Set.of()));
        return catalogue;
    }

    static Catalogue read(Path file) {
        return of(Table.read(file).stream().map(Catalogue::requirement).toList());
    }

    private static Requirement requirement(CSVRecord record) {
        return new Requirement(
                record.get("id"),
                record.get("role"),
                record.get("level"),
                Area.of(record.get("area")),
                Arrays.stream(record.get("see").split(" "))
                        .filter(id -> !id.isEmpty())
                        .toList(),
                record.get("text"));
    }

    private void follow(Requirement row, Set<String> way) {
        Set<String> longer = new HashSet<>(way);
        if (!longer.add(row.id())) {
            throw new ConformanceException("The catalogue points in a circle at " + row.id());
        }
        for (String id : row.see()) {
            if (!has(id)) {
                throw new ConformanceException(row.id() + " of the catalogue points to " + id + ", which is not there");
            }
            follow(rows.get(id), longer);
        }
    }

    boolean has(String id) {
        return rows.containsKey(id);
    }

    List<Requirement> rows() {
        return List.copyOf(rows.values());
    }

    /** @throws IllegalArgumentException if there is no such row */
    Requirement row(String id) {
        Requirement row = rows.get(id);
        if (row == null) {
            throw new IllegalArgumentException(id);
        }
        return row;
    }
}
