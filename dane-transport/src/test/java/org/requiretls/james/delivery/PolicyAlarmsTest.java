package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.healthcheck.Result;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.junit.jupiter.api.Test;
import org.requiretls.james.MtaStsHealthCheck;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsPolicy;
import org.requiretls.james.mtasts.cache.PolicyEvent;
import reactor.core.publisher.Mono;

class PolicyAlarmsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T22:00:00Z");
    private static final PolicyDomain DOMAIN = new PolicyDomain("good.test");
    private static final DiscoveryFailure FAILURE =
            new DiscoveryFailure(DiscoveryFailure.Kind.FETCH, "HTTP status 500");

    private final RecordingMetricFactory metrics = new RecordingMetricFactory();
    private final PolicyAlarms alarms = new PolicyAlarms(metrics, Clock.fixed(NOW, ZoneOffset.UTC));

    private static CachedPolicy none() {
        return new CachedPolicy(
                DOMAIN, "1", new StsPolicy(PolicyMode.NONE, Duration.ofDays(7), List.of(), "mode: none"), NOW);
    }

    private Result health() {
        return Mono.from(new MtaStsHealthCheck(alarms).check()).block();
    }

    @Test
    void isHealthyBeforeAnythingHappens() {
        assertThat(health().isHealthy()).isTrue();
    }

    @Test
    @Covers({"R8461-3.3-13", "R8461-10.2-02"})
    void tellsOfAPolicyThatCanNotBeRenewed() {
        alarms.happened(new PolicyEvent.FetchFailed(DOMAIN, FAILURE, Optional.of(none())));

        assertThat(health().isDegraded()).isTrue();
        assertThat(health().getCause().orElseThrow()).contains("good.test", "HTTP status 500", "2026-12-02");
        assertThat(metrics.countFor("mtaStsPolicyNotRenewed")).isEqualTo(1);
    }

    @Test
    void isHealthyAgainOnceItWasRenewed() {
        alarms.happened(new PolicyEvent.FetchFailed(DOMAIN, FAILURE, Optional.of(none())));
        alarms.happened(new PolicyEvent.NotStored(DOMAIN, "disk full"));
        alarms.happened(new PolicyEvent.Renewed(none()));

        assertThat(health().isHealthy()).isTrue();
    }

    @Test
    void aRenewalDoesNotHideThatAPolicyGotWeakerOrIsGone() {
        alarms.happened(new PolicyEvent.Weakened(none(), PolicyMode.ENFORCE));
        alarms.happened(new PolicyEvent.Unpublished(none(), "no record"));
        alarms.happened(new PolicyEvent.Expired(none()));
        alarms.happened(new PolicyEvent.Renewed(none()));

        assertThat(alarms.current()).hasSize(3);
        assertThat(alarms.current().get(0)).contains("from mode enforce to none");
        assertThat(metrics.countFor("mtaStsPolicyWeakened")).isEqualTo(1);
        assertThat(metrics.countFor("mtaStsPolicyUnpublished")).isEqualTo(1);
        assertThat(metrics.countFor("mtaStsPolicyExpired")).isEqualTo(1);
    }

    @Test
    void aDomainThatNeverHadAPolicyIsNoAlarm() {
        alarms.happened(new PolicyEvent.FetchFailed(DOMAIN, FAILURE, Optional.empty()));

        assertThat(health().isHealthy()).isTrue();
    }

    @Test
    void tellsOfAStoreInTrouble() {
        alarms.happened(new PolicyEvent.SetAside(Optional.of(DOMAIN), Path.of("good.test.sts.damaged"), "cut off"));

        assertThat(alarms.current()).singleElement().asString().contains("damaged", "cut off", "fetched anew");
    }

    @Test
    void doesNotGrowWithoutBound() {
        for (int n = 0; n < 2000; n++) {
            alarms.happened(new PolicyEvent.NotStored(new PolicyDomain("d" + n + ".test"), "disk full"));
        }

        assertThat(alarms.current()).hasSize(1000);
        assertThat(health().getCause().orElseThrow()).contains("990 more");
    }
}
