package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.Attempt;
import org.requiretls.james.hop.Attempt.Outcome;
import org.requiretls.james.hop.TlsTrace;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;

@DisplayName("Metrics of attempts")
class AttemptMetricsTest {

    private final RecordingMetricFactory metrics = new RecordingMetricFactory();
    private final AttemptMetrics listener = new AttemptMetrics(metrics);

    private static Attempt attempt(Rule rule, Outcome outcome) {
        return new Attempt(
                OutgoingMail.of(DeliveryParts.mail(DeliveryParts.BOB), FakeMailContext.defaultContext()),
                MxStatus.SECURE,
                Optional.of("mx.one.test"),
                Optional.of("192.0.2.1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                rule,
                outcome,
                DeliveryStatus.ENCRYPTION_NEEDED,
                "because",
                new TlsTrace(Optional.empty(), LocalRule.NONE, Optional.empty()));
    }

    @Test
    @DisplayName("each rule that keeps mail waiting has a count of its own")
    @Covers("R7672-6-02")
    void countsByOutcomeAndRule() {
        for (int tries = 0; tries < 3; tries++) {
            listener.ended(attempt(Rule.N2e, Outcome.SKIPPED));
        }
        listener.ended(attempt(Rule.N2b, Outcome.DELIVERED));
        listener.ended(attempt(Rule.R6, Outcome.REFUSED_BY_PEER));

        assertThat(metrics.countFor("hop-skipped-N2e")).isEqualTo(3);
        assertThat(metrics.countFor("hop-delivered-N2b")).isEqualTo(1);
        assertThat(metrics.countFor("hop-refused-by-peer-R6")).isEqualTo(1);
    }
}
