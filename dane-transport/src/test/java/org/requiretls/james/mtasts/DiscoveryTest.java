package org.requiretls.james.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.Discovery.Step;

/** Rules U1 to U6: the whole table of lookup and memory. */
class DiscoveryTest {

    private static final Instant FETCHED = Instant.parse("2026-11-01T00:00:00Z");

    private static CachedPolicy cached(String id) {
        return new CachedPolicy(
                new PolicyDomain("good.test"),
                id,
                new StsPolicy(PolicyMode.NONE, Duration.ofDays(1), List.of(), "mode: none"),
                FETCHED);
    }

    @ParameterizedTest(name = "{0}: txt {1}, cached id {2}: {3}")
    @CsvSource({
        "U1, none, -, NO_POLICY",
        "U2, none, 9, APPLY_CACHED",
        "U3, failed, -, UNKNOWN",
        "U4, failed, 9, APPLY_CACHED",
        "U5, 9, 9, APPLY_CACHED",
        "U6, 1, 9, FETCH",
        "U6, 1, -, FETCH"
    })
    @Covers({"R8461-3.1-05", "R8461-3.1-07", "R8461-3.1-08", "R8461-3.3-11"})
    void followsTheTable(String rule, String txt, String cachedId, Step step) {
        TxtFinding finding = switch (txt) {
            case "none" -> new TxtFinding.NotPublished("none");
            case "failed" -> new TxtFinding.LookupFailed("failed");
            default -> new TxtFinding.Published(txt);
        };
        Optional<CachedPolicy> cached =
                Optional.of(cachedId).filter(id -> !id.equals("-")).map(DiscoveryTest::cached);

        assertThat(Discovery.afterLookup(finding, cached)).isEqualTo(step);
    }

    @Test
    @Covers("R8461-3.2-06")
    void remembersAPolicyForItsAge() {
        CachedPolicy policy = cached("9");

        assertThat(policy.isInForceAt(FETCHED.plusSeconds(86_399))).isTrue();
        assertThat(policy.isInForceAt(FETCHED.plusSeconds(86_400))).isFalse();
        assertThat(policy.isInForceAt(FETCHED.plusSeconds(86_401))).isFalse();
    }
}
