package org.requiretls.james.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A decision table. A row is an id, one cell for each input, and the outcome; the first row whose cells all fit
 * decides. Cells are written in {@link Words}.
 *
 * @param <C> the case that is decided, with all its inputs
 */
final class Table<C> {

    private final List<Row<C>> rows;

    @SafeVarargs
    Table(String text, Column<C>... columns) {
        List<Column<C>> inputs = new ArrayList<>();
        for (Column<C> column : columns) {
            inputs.add(column);
        }
        rows = text.lines().map(line -> row(line, inputs)).toList();
    }

    static <C, T> Column<C> cell(Map<String, Set<T>> words, Function<C, T> input) {
        return text -> {
            Set<T> values = Words.read(text, words);
            return point -> values.contains(input.apply(point));
        };
    }

    List<Row<C>> rows() {
        return rows;
    }

    Optional<Row<C>> find(C point) {
        return rows.stream().filter(row -> row.condition().test(point)).findFirst();
    }

    Row<C> get(C point) {
        return find(point).orElseThrow(() -> new IllegalStateException("The table has a hole: " + point));
    }

    private static <C> Row<C> row(String line, List<Column<C>> columns) {
        List<String> cells = Arrays.stream(line.split("\\|")).map(String::trim).toList();
        if (cells.size() != columns.size() + 2) {
            throw new IllegalArgumentException("Not " + columns.size() + " inputs: " + line);
        }
        Predicate<C> condition = point -> true;
        for (int i = 0; i < columns.size(); i++) {
            condition = condition.and(columns.get(i).read(cells.get(i + 1)));
        }
        return new Row<>(line, cells.get(0), condition, cells.get(cells.size() - 1));
    }

    /** One input of a table: which cases a cell of it fits. */
    interface Column<C> {
        Predicate<C> read(String cell);
    }

    record Row<C>(String line, String id, Predicate<C> condition, String outcome) {
        String answer() {
            return id + " " + outcome;
        }
    }
}
