package org.requiretls.james.lab.tryit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Results as a table for a terminal. */
final class ResultTable {

    private static final List<String> HEADINGS = List.of(
            "scenario",
            "tag",
            "hop",
            "mx",
            "tlsa",
            "sts",
            "tls",
            "auth",
            "keyword",
            "outcome",
            "status",
            "far side got",
            "");

    private ResultTable() {}

    static String of(List<SceneResult> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        results.forEach(result -> rows.add(row(result)));
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < HEADINGS.size(); column++) {
            int index = column;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static List<String> row(SceneResult result) {
        return List.of(
                result.scenario(),
                result.tag(),
                result.host(),
                result.mxProof(),
                result.tlsa(),
                result.sts(),
                result.tlsVersion(),
                result.authentication(),
                result.keyword(),
                result.outcome(),
                result.status(),
                result.received(),
                result.asExpected() ? "ok" : "NOT AS EXPECTED: " + result.expected());
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
