package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;

/** Holds the code against {@link DecisionTables} over the whole input space. */
class DecisionSweepTest {

    /** Tags, MX results, TLSA results, the option, MTA-STS states, session results. */
    private static final int COMBINATIONS = 5 * 11 * 5 * 2 * 6 * 24;

    /** Of the situations that differ in the same way, a failure shows so many. */
    private static final int SHOWN = 4;

    @Test
    @DisplayName(
            "D, T, N, R, X, B: each of the 79200 combinations of inputs gets the rule and the outcome of the tables")
    @Covers({
        "R8689-2-15",
        "R8689-2-17",
        "R8689-4.2.1-03",
        "R7672-2.1.2-04",
        "R7672-2.2-02",
        "R7672-2.2-03",
        "R7672-2.2-04",
        "R7672-2.2-05",
        "R7672-2.2-06",
        "R7672-2.2-07",
        "R7672-2.2.1-07",
        "R7672-2.2.1-09",
        "R7672-2.2.1-11",
        "R7672-2.2.3-06",
        "R7672-3.2-01",
        "R3207-4-02"
    })
    void everyCombinationIsDecidedAsTheTablesSay() {
        Map<String, List<Situation>> mismatches = new TreeMap<>();
        Set<Situation> checked = new HashSet<>();

        Situation.all().forEach(situation -> {
            checked.add(situation);
            String expected = DecisionTables.answer(situation);
            String actual = situation.answer().toString();
            if (!actual.equals(expected)) {
                String both = "the tables say <" + expected + ">, the code says <" + actual + ">";
                mismatches.computeIfAbsent(both, any -> new ArrayList<>()).add(situation);
            }
        });

        assertThat(mismatches.entrySet().stream().map(DecisionSweepTest::describe))
                .isEmpty();
        assertThat(checked).as("the input space").hasSize(COMBINATIONS);
    }

    @Test
    @DisplayName(
            "Every rule decides somewhere; D8 (a host without address) and the local rules have tests of their own")
    void everyRuleIsReached() {
        Set<Rule> reached = Situation.all()
                .map(situation -> situation.verdict().rule())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)));

        assertThat(EnumSet.complementOf(EnumSet.copyOf(reached)))
                .containsExactly(
                        Rule.D8, Rule.L1, Rule.L2, Rule.L3, Rule.L4, Rule.L5, Rule.L6, Rule.M1, Rule.M2, Rule.M3,
                        Rule.M4);
    }

    @Test
    @DisplayName("No row of the tables is dead: each is the first that fits somewhere")
    void everyRowOfTheTablesDecidesSomewhere() {
        for (Table<Situation> table : DecisionTables.ALL) {
            Set<String> deciding = Situation.all()
                    .filter(situation -> situation.mx().hasHosts() || table == DecisionTables.ALL.get(0))
                    .flatMap(situation -> table.find(situation).stream())
                    .map(Table.Row::line)
                    .collect(Collectors.toSet());

            assertThat(table.rows()).extracting(Table.Row::line).containsExactlyInAnyOrderElementsOf(deciding);
        }
    }

    private static String describe(Map.Entry<String, List<Situation>> mismatch) {
        List<Situation> situations = mismatch.getValue();
        return mismatch.getKey() + " in " + situations.size() + " situations, such as "
                + situations.stream().limit(SHOWN).map(Situation::toString).collect(Collectors.joining("; "));
    }
}
