package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.Situation.Answer;

/** Holds the decision under an administrator's rule against {@link LocalRuleTables} over the whole input space. */
class LocalRuleSweepTest {

    /**
     * Level with certificate and published policies (set aside, honoured, each), mx, authentication, require-tls; last
     * those that set DANE aside.
     */
    private static final int RULES = (4 + 11 + 11) * 3 * 4 * 3 + 9 * 3 * 3 * 3;

    /**
     * Tags, MX results with hosts, TLSA results, MTA-STS states, session results. DANE behind an unsigned MX is on:
     * off, it leaves hosts without DANE, which are among these.
     */
    private static final int SITUATIONS = 5 * 6 * 5 * 6 * 24;

    /** Of the situations that differ in the same way, a failure shows so many. */
    private static final int SHOWN = 2;

    @Test
    @DisplayName("S-LVL, S-OPT, P5, P6, P8: each of the 25466400 combinations gets the rule and outcome of the tables")
    @Covers({"R7672-2.2-09", "R7672-6-01", "R7672-9.1-03", "S-LVL-01", "S-LVL-04", "S-OPT-02", "S-OPT-03", "S-OPT-04"})
    void everyCombinationIsDecidedAsTheTablesSay() {
        LocalRuleOracle oracle = new LocalRuleOracle();
        Set<Rule> reached = EnumSet.noneOf(Rule.class);
        Map<Mismatch, Examples> mismatches = new HashMap<>();

        int combinations = sweep(at -> {
            Answer expected = oracle.answer(at);
            Answer actual = at.answer();
            reached.add(actual.verdict().rule());
            if (!actual.equals(expected)) {
                mismatches
                        .computeIfAbsent(new Mismatch(expected, actual), any -> new Examples())
                        .add(at);
            }
        });

        assertThat(mismatches).isEmpty();
        assertThat(LocalRuleTables.ALL.stream().flatMap(table -> table.rows().stream()))
                .as("rows of the tables that decide nothing")
                .allMatch(oracle.deciding()::contains, "decides somewhere");
        assertThat(reached)
                .contains(Rule.L1, Rule.L2, Rule.L3, Rule.L4, Rule.L5, Rule.L6)
                .contains(Rule.M1, Rule.M2, Rule.M3, Rule.M4);
        assertThat(RuledSituation.RULES).hasSize(RULES);
        assertThat(combinations).isEqualTo(SITUATIONS * RULES);
    }

    private static int sweep(Consumer<RuledSituation> check) {
        int combinations = 0;
        for (LocalRule rule : RuledSituation.RULES) {
            for (MessageTag tag : MessageTag.values()) {
                for (MxStatus mx : RuledSituation.HOSTED) {
                    for (TlsaStatus tlsa : TlsaStatus.values()) {
                        for (StsState sts : StsState.values()) {
                            for (SessionEvidence session : Situation.SESSIONS) {
                                check.accept(new RuledSituation(
                                        new Situation(tag, mx, tlsa, InsecureMxDane.ON, sts, session), rule));
                                combinations++;
                            }
                        }
                    }
                }
            }
        }
        return combinations;
    }

    private record Mismatch(Answer expected, Answer actual) {
        @Override
        public String toString() {
            return "\nthe tables say <" + expected + ">, the code says <" + actual + ">";
        }
    }

    private static final class Examples {
        private final List<RuledSituation> shown = new ArrayList<>();
        private int count;

        void add(RuledSituation example) {
            count++;
            if (shown.size() < SHOWN) {
                shown.add(example);
            }
        }

        @Override
        public String toString() {
            return count + " times, such as " + shown;
        }
    }
}
