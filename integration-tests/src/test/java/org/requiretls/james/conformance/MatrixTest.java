package org.requiretls.james.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Outcome;

class MatrixTest {

    private static final Set<Area> COMPLETE = Set.of(Area.DECISION);

    private static Requirement row(String id, String level, Area area, String... see) {
        return new Requirement(id, "sender", level, area, List.of(see), "text of " + id);
    }

    private static Claim claim(String id, Outcome outcome) {
        return new Claim(id, "org.example.SomeTest#method", outcome);
    }

    private static Matrix matrix(List<Requirement> rows, Map<String, String> reasons, Claim... claims) {
        return new Matrix(Catalogue.of(rows), reasons, Arrays.asList(claims));
    }

    @Test
    void everyBindingRowWithoutTestOrReasonIsAGap() {
        Matrix matrix = matrix(
                List.of(
                        row("A-1", "MUST", Area.DECISION),
                        row("A-2", "MUST NOT*", Area.DECISION),
                        row("A-3", "MUST", Area.DECISION),
                        row("A-4", "MUST*", Area.DECISION),
                        row("A-5", "SHOULD", Area.DECISION),
                        row("A-6", "MAY*", Area.DECISION),
                        row("B-1", "MUST", Area.STS_TLSRPT)),
                Map.of("A-4", "for a reason"),
                claim("A-3", Outcome.PASSED));

        assertThat(matrix.gaps(COMPLETE)).hasSize(2);
        assertThat(matrix.gaps(COMPLETE).get(0)).startsWith("A-1 (MUST)").contains("text of A-1", "no test");
        assertThat(matrix.gaps(COMPLETE).get(1)).startsWith("A-2 (MUST NOT*)");
        assertThat(matrix.gaps(Set.of(Area.STS_TLSRPT))).hasSize(1);
        assertThat(matrix.mistakes()).isEmpty();
    }

    @Test
    void oneClaimThatDoesNotHoldIsAGap() {
        List<Requirement> rows = List.of(row("A-1", "MUST", Area.DECISION));
        for (Outcome bad : List.of(Outcome.FAILED, Outcome.SKIPPED)) {
            Matrix matrix = matrix(rows, Map.of(), claim("A-1", Outcome.PASSED), claim("A-1", bad));
            assertThat(matrix.gaps(COMPLETE))
                    .singleElement()
                    .asString()
                    .contains(bad.name(), "org.example.SomeTest#method");
        }
    }

    @Test
    void aRowThatPointsToOthersIsSettledWhenAllOfThemAre() {
        List<Requirement> rows = List.of(
                row("A-1", "MUST", Area.DECISION, "B-1", "B-2"),
                row("B-1", "MUST", Area.TRANSPORT),
                row("B-2", "MUST", Area.TRANSPORT, "B-3"),
                row("B-3", "MAY", Area.TRANSPORT));

        assertThat(matrix(rows, Map.of(), claim("B-1", Outcome.PASSED)).gaps(COMPLETE))
                .singleElement()
                .asString()
                .contains("B-1, B-2");
        assertThat(matrix(rows, Map.of("B-3", "so"), claim("B-1", Outcome.PASSED))
                        .gaps(COMPLETE))
                .isEmpty();
    }

    @Test
    void idsThatDoNotExistAndReasonsThatAreOverAreMistakes() {
        Matrix matrix = matrix(
                List.of(row("A-1", "MUST", Area.DECISION)),
                Map.of("A-1", "no longer true", "A-9", "about nothing"),
                claim("A-1", Outcome.PASSED),
                claim("A-8", Outcome.PASSED));

        assertThat(matrix.mistakes())
                .hasSize(3)
                .anyMatch(line -> line.contains("A-8") && line.contains("org.example.SomeTest#method"))
                .anyMatch(line -> line.startsWith("A-1 ") && line.contains("take the reason out"))
                .anyMatch(line -> line.contains("A-9"));
    }

    @Test
    void aCatalogueThatContradictsItselfIsRefused() {
        Requirement row = row("A-1", "MUST", Area.DECISION);
        assertThatThrownBy(() -> Catalogue.of(List.of(row, row))).hasMessageContaining("A-1 twice");
        assertThatThrownBy(() -> Catalogue.of(List.of(row("A-1", "MUST", Area.DECISION, "A-2"))))
                .hasMessageContaining("A-2");
        assertThatThrownBy(() -> Catalogue.of(
                        List.of(row("A-1", "MUST", Area.DECISION, "A-2"), row("A-2", "MUST", Area.DECISION, "A-1"))))
                .hasMessageContaining("circle");
    }

    @Test
    void thePageListsEveryRow() {
        Matrix matrix = matrix(
                List.of(
                        row("A-1", "MUST", Area.DECISION),
                        row("A-2", "MUST", Area.DECISION),
                        row("A-3", "MUST*", Area.DECISION, "A-1"),
                        row("B-1", "SHOULD", Area.CARRIAGE)),
                Map.of("A-2", "a | b"),
                claim("A-1", Outcome.PASSED));

        assertThat(new MatrixPage(matrix, List.of(new ModuleRun("lab", false, List.of()))).text())
                .contains("lab (tests not run)")
                .contains("| decision | MUST | 3 | 1 | 1 | 1 | 0 |")
                .contains("| carriage | SHOULD | 1 | 0 | 0 | 0 | 1 |")
                .contains("| A-1 | sender | MUST | text of A-1 | tested | SomeTest#method |")
                .contains("| A-2 | sender | MUST | text of A-2 | explained | a \\| b |")
                .contains("| A-3 | sender | MUST* | text of A-3 | see | A-1 |")
                .contains("| B-1 | sender | SHOULD | text of B-1 | **open** |  |");
    }
}
