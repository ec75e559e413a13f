package org.requiretls.james.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tlsrpt.SessionResult.Failure;
import org.requiretls.james.tlsrpt.SessionResult.Success;

class TallyTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final AppliedPolicy STS = AppliedPolicy.sts(
            "d.example",
            List.of("version: STSv1", "mode: testing", "mx: *.d.example", "max_age: 86400"),
            List.of("*.d.example"));
    private static final AppliedPolicy TLSA = AppliedPolicy.tlsa("mx.d.example", List.of("3 1 1 abcd"));

    private final Tally tally = new Tally(DAY, new Tally.Limits(3, 2, 4, 10_000));

    private static FailureDetail expiredAt(String address) {
        return new FailureDetail(
                ResultType.CERTIFICATE_EXPIRED,
                Optional.of("192.0.2.1"),
                Optional.of("mx.d.example"),
                Optional.empty(),
                Optional.of(address),
                Optional.empty());
    }

    @Test
    @Covers({"R8460-4.2-01", "R8460-4.2-02", "R8460-4-03"})
    void countsSessionsByPolicy() {
        IntStream.range(0, 3).forEach(any -> tally.count("d.example", new Success(TLSA)));
        IntStream.range(0, 2).forEach(any -> tally.count("d.example", new Failure(STS, expiredAt("192.0.2.2"))));
        tally.count("d.example", new Failure(STS, expiredAt("192.0.2.3")));

        assertThat(tally.of("d.example"))
                .containsExactly(
                        new PolicyCount(TLSA, 3, 0, Map.of()),
                        new PolicyCount(STS, 0, 3, Map.of(expiredAt("192.0.2.2"), 2L, expiredAt("192.0.2.3"), 1L)));
    }

    @Test
    void keepsDomainsApart() {
        tally.count("d.example", new Success(AppliedPolicy.none("d.example")));
        tally.count("c.example", new Success(AppliedPolicy.none("c.example")));

        assertThat(tally.domains()).containsExactly("c.example", "d.example");
        assertThat(tally.of("d.example")).hasSize(1);
        assertThat(tally.of("e.example")).isEmpty();
    }

    @Test
    void goesOnFromAnEarlierCount() {
        tally.count("d.example", new Failure(STS, expiredAt("192.0.2.2")));
        Tally later = new Tally(DAY, Tally.Limits.DEFAULT);
        tally.of("d.example").forEach(count -> later.add("d.example", count));
        later.count("d.example", new Failure(STS, expiredAt("192.0.2.2")));
        later.count("d.example", new Success(STS));

        assertThat(later.of("d.example"))
                .containsExactly(new PolicyCount(STS, 1, 2, Map.of(expiredAt("192.0.2.2"), 2L)));
    }

    @Test
    void losesThePlaceOfAFailureBeforeItsNumber() {
        IntStream.range(0, 100).forEach(i -> tally.count("d.example", new Failure(STS, expiredAt("192.0.2." + i))));

        PolicyCount count = tally.of("d.example").get(0);
        assertThat(count.failures()).isEqualTo(100);
        assertThat(count.details())
                .hasSize(5)
                .containsEntry(expiredAt("192.0.2.2").withoutPlace(), 96L)
                .containsEntry(expiredAt("192.0.2.3"), 1L);
    }

    @Test
    void losesTheTextOfAPolicyBeforeItsNumber() {
        IntStream.range(0, 100)
                .forEach(i -> tally.count(
                        "d.example", new Success(AppliedPolicy.tlsa("mx.d.example", List.of("3 1 1 " + i)))));

        assertThat(tally.of("d.example"))
                .containsExactly(
                        new PolicyCount(AppliedPolicy.tlsa("mx.d.example", List.of("3 1 1 0")), 1, 0, Map.of()),
                        new PolicyCount(AppliedPolicy.tlsa("mx.d.example", List.of("3 1 1 1")), 1, 0, Map.of()),
                        new PolicyCount(AppliedPolicy.tlsa("mx.d.example", List.of()), 98, 0, Map.of()));
    }

    /** A domain can publish 64 KiB, and have as many names as it likes. */
    @Test
    void losesTextsBeforeItsMemory() {
        Tally small = new Tally(DAY, new Tally.Limits(100, 16, 100, 10_000));
        AppliedPolicy[] policies = IntStream.range(0, 100)
                .mapToObj(i -> AppliedPolicy.sts("d" + i, List.of("x: " + "y".repeat(2_000)), List.of()))
                .toArray(AppliedPolicy[]::new);
        for (AppliedPolicy policy : policies) {
            small.count(policy.domain(), new Success(policy));
            small.count(policy.domain(), new Failure(policy, expiredAt("192.0.2.2")));
        }

        List<PolicyCount> counts = small.domains().stream()
                .flatMap(domain -> small.of(domain).stream())
                .toList();
        assertThat(counts.stream().mapToLong(PolicyCount::successes).sum()).isEqualTo(100);
        assertThat(counts.stream().mapToLong(PolicyCount::failures).sum()).isEqualTo(100);
        assertThat(counts.stream()
                        .filter(count -> !count.policy().text().isEmpty())
                        .count())
                .isBetween(2L, 5L);
    }

    @Test
    void losesATextThatNobodyWouldRead() {
        AppliedPolicy huge =
                AppliedPolicy.sts("d.example", Collections.nCopies(11_000, "mx: a"), List.of("a.d.example"));
        Tally roomy = new Tally(DAY, Tally.Limits.DEFAULT);
        roomy.count("d.example", new Success(huge));
        roomy.count("d.example", new Success(STS));

        assertThat(roomy.of("d.example"))
                .containsExactly(
                        new PolicyCount(huge.withoutText(), 1, 0, Map.of()), new PolicyCount(STS, 1, 0, Map.of()));
    }

    @Test
    void stopsAtTheLastDomainAndSaysSo() {
        IntStream.range(0, 3).forEach(i -> tally.count("d" + i + ".example", new Success(TLSA)));
        assertThat(tally.hasOverflowed()).isFalse();
        tally.count("d3.example", new Success(TLSA));
        tally.count("d0.example", new Success(TLSA));

        assertThat(tally.hasOverflowed()).isTrue();
        assertThat(tally.domains()).containsExactly("d0.example", "d1.example", "d2.example");
        assertThat(tally.of("d0.example").get(0).successes()).isEqualTo(2);
    }

    @Test
    void losesNothingWhenManyCount() {
        Tally shared = new Tally(DAY, Tally.Limits.DEFAULT);
        CompletableFuture<?>[] counting = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> IntStream.range(0, 1000)
                        .forEach(i -> shared.count("d" + i % 10 + ".example", new Success(TLSA)))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(counting).join();

        assertThat(shared.domains())
                .hasSize(10)
                .allSatisfy(domain ->
                        assertThat(shared.of(domain).get(0).successes()).isEqualTo(800));
    }
}
