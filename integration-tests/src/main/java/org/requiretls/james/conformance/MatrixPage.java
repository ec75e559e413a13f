package org.requiretls.james.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.requiretls.james.conformance.State.Covered;
import org.requiretls.james.conformance.State.Elsewhere;
import org.requiretls.james.conformance.State.Explained;
import org.requiretls.james.conformance.State.Open;

/** The matrix as a page of Markdown. */
final class MatrixPage {

    private final Matrix matrix;
    private final List<ModuleRun> runs;

    MatrixPage(Matrix matrix, List<ModuleRun> runs) {
        this.matrix = matrix;
        this.runs = runs;
    }

    String text() {
        StringBuilder page = new StringBuilder("""
                # Conformance matrix

                Made by the build; do not edit. The rows are those of `src/conformance/catalogue.csv`. **Tested**: at least
                one test that names the row passed, and none failed or was skipped. **Explained**: no test, for the reason
                given. **See**: the rows pointed to are settled. **Open**: none of these. A star after the level means that
                the text of the RFC has no capitalised keyword there.

                """);
        page.append("Results of: ").append(modules()).append(".\n\n");
        page.append("""
                | area | level | rows | tested | see | explained | open |
                |---|---|---|---|---|---|---|
                """);
        for (Area area : Area.values()) {
            Arrays.stream(Level.values()).forEach(level -> page.append(summary(area, level)));
        }
        for (Area area : Area.values()) {
            page.append("\n## ").append(area.title()).append("\n\n");
            page.append("| row | role | level | requirement | state | by |\n|---|---|---|---|---|---|\n");
            rows(row -> row.area() == area).forEach(row -> page.append(line(row)));
        }
        return page.toString();
    }

    private String modules() {
        return runs.stream()
                .map(run -> run.module() + (run.complete() ? "" : " (tests not run)"))
                .collect(Collectors.joining(", "));
    }

    private List<Requirement> rows(Predicate<Requirement> condition) {
        return matrix.catalogue().rows().stream().filter(condition).toList();
    }

    private String summary(Area area, Level level) {
        List<Requirement> rows = rows(row -> row.area() == area && row.level() == level);
        if (rows.isEmpty()) {
            return "";
        }
        return "| %s | %s | %d | %d | %d | %d | %d |%n"
                .formatted(
                        area.key(),
                        level.keyword(),
                        rows.size(),
                        count(rows, Covered.class),
                        count(rows, Elsewhere.class),
                        count(rows, Explained.class),
                        count(rows, Open.class));
    }

    private long count(List<Requirement> rows, Class<? extends State> state) {
        return rows.stream().map(matrix::state).filter(state::isInstance).count();
    }

    private String line(Requirement row) {
        State state = matrix.state(row);
        return "| %s | %s | %s | %s | %s | %s |%n"
                .formatted(row.id(), row.role(), row.levelText(), cell(row.text()), word(state), cell(by(row, state)));
    }

    private static String word(State state) {
        if (state instanceof Covered) {
            return "tested";
        }
        if (state instanceof Elsewhere) {
            return "see";
        }
        return state instanceof Explained ? "explained" : "**open**";
    }

    private static String by(Requirement row, State state) {
        if (state instanceof Covered covered) {
            return covered.by().stream().map(Claim::shortTest).collect(Collectors.joining(", "));
        }
        if (state instanceof Explained explained) {
            return explained.reason();
        }
        if (state instanceof Open open && !open.broken().isEmpty()) {
            return open.broken().stream()
                    .map(claim -> claim.outcome() + ": " + claim.shortTest())
                    .collect(Collectors.joining(", "));
        }
        return String.join(", ", row.see());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
