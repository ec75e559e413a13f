package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.DestinationPolicy.AddressFailure;
import org.requiretls.james.policy.Verdict.Skip;

/** Every list of up to four hosts that failed, for every way in which a host can fail a message with the tag. */
class ConclusionTest {

    private static final int HOSTS = 4;

    @ParameterizedTest
    @EnumSource
    @DisplayName("A2, A4, A5: one of the hosts speaks for all; it waits if any host may come back, else it bounces")
    void defersIfAnyHostMayComeBack(MessageTag tag) {
        forEveryList(tag, verdicts -> {
            Skip conclusion = Conclusion.of(verdicts, Function.identity());

            assertThat(verdicts).contains(conclusion);
            assertThat(conclusion.status().isPermanent())
                    .as("%s concludes %s", verdicts, conclusion)
                    .isEqualTo(verdicts.stream().noneMatch(ConclusionTest::isTransient));
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A2: of those that may come back, the first with a reason of security (X.7.z) speaks, else the last")
    void securityReasonOfTheBestHostSpeaks(MessageTag tag) {
        forEveryList(tag, verdicts -> {
            List<Skip> waiting =
                    verdicts.stream().filter(ConclusionTest::isTransient).toList();
            if (!waiting.isEmpty()) {
                Skip expected = waiting.stream()
                        .filter(skip -> skip.status().enhanced().toString().startsWith("4.7."))
                        .findFirst()
                        .orElse(waiting.get(waiting.size() - 1));
                assertThat(Conclusion.of(verdicts, Function.identity()))
                        .as("%s", verdicts)
                        .isEqualTo(expected);
            }
        });
    }

    @Test
    @DisplayName("A5, OD-30: 5.7.30 if a host lacked only the keyword, else 5.7.10 if any can't protect, else 5.4.4")
    @Covers({"R8689-4.2.1-12", "R8689-4.2.1-13"})
    void definitiveFailuresOfRequireTls() {
        forEveryList(MessageTag.REQUIRETLS, verdicts -> {
            if (verdicts.stream().noneMatch(ConclusionTest::isTransient)) {
                assertThat(Conclusion.of(verdicts, Function.identity()).status())
                        .as("%s", verdicts)
                        .hasToString(definitiveStatus(verdicts));
            }
        });
    }

    @Test
    @DisplayName("A2, D8: untagged mail bounces only if DNS says of every host that it has no address")
    void untaggedBouncesOnlyWithoutAnyAddress() {
        forEveryList(
                MessageTag.NONE,
                verdicts -> assertThat(Conclusion.of(verdicts, Function.identity())
                                .status()
                                .isPermanent())
                        .as("%s", verdicts)
                        .isEqualTo(verdicts.stream()
                                .allMatch(DestinationPolicy.withoutAddress(AddressFailure.DEFINITIVE)::equals)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A4, A5: the order of hosts decides neither whether mail waits nor the code of a bounce")
    void orderDecidesOnlyWhichHostIsWaitedFor(MessageTag tag) {
        Map<List<Skip>, Set<String>> outcomes = new HashMap<>();
        forEveryList(tag, verdicts -> {
            List<Skip> sorted = verdicts.stream()
                    .sorted(Comparator.comparing(Skip::toString))
                    .toList();
            outcomes.merge(
                    sorted, Set.of(finality(Conclusion.of(verdicts, Function.identity()))), ConclusionTest::union);
        });

        assertThat(outcomes)
                .isNotEmpty()
                .allSatisfy((verdicts, finalities) ->
                        assertThat(finalities).as("%s", verdicts).hasSize(1));
    }

    private static String definitiveStatus(List<Skip> verdicts) {
        Set<Rule> rules = verdicts.stream().map(Skip::rule).collect(Collectors.toSet());
        if (rules.contains(Rule.R7)) {
            return "550 5.7.30";
        }
        return rules.equals(Set.of(Rule.D8)) ? "550 5.4.4" : "550 5.7.10";
    }

    /** The code of a bounce, or that there is none. */
    private static String finality(Skip conclusion) {
        return conclusion.status().isPermanent() ? conclusion.status().toString() : "waits";
    }

    private static boolean isTransient(Skip verdict) {
        return !verdict.status().isPermanent();
    }

    private static void forEveryList(MessageTag tag, Consumer<List<Skip>> check) {
        List<Skip> failures = waysToFail(tag);
        List<List<Skip>> longest = List.of(List.of());
        for (int hosts = 1; hosts <= HOSTS; hosts++) {
            List<List<Skip>> longer = new ArrayList<>();
            for (List<Skip> list : longest) {
                for (Skip failure : failures) {
                    longer.add(Stream.concat(list.stream(), Stream.of(failure)).toList());
                }
            }
            longer.forEach(check);
            longest = longer;
        }
    }

    /** Whatever one host can come to, without those destinations that have no hosts at all. */
    private static List<Skip> waysToFail(MessageTag tag) {
        Stream<Skip> byPolicy = Situation.all(tag)
                .filter(situation ->
                        DestinationPolicy.refusal(tag, situation.mx()).isEmpty())
                .map(Situation::verdict)
                .filter(Skip.class::isInstance)
                .map(Skip.class::cast);
        Stream<Skip> withoutAddress = Stream.of(AddressFailure.values()).map(DestinationPolicy::withoutAddress);
        return Stream.concat(byPolicy, withoutAddress).distinct().toList();
    }

    private static Set<String> union(Set<String> left, Set<String> right) {
        return Stream.concat(left.stream(), right.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
