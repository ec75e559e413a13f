package org.requiretls.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.james.core.healthcheck.Result;
import org.junit.jupiter.api.Test;
import org.requiretls.james.delivery.RunningDeliveries;
import org.requiretls.james.dns.DnssecSelfTest.Result.BrokenNameAccepted;
import org.requiretls.james.dns.DnssecSelfTest.Result.GoodNameRefused;
import org.requiretls.james.dns.DnssecSelfTest.Result.NoAnswer;
import org.requiretls.james.dns.DnssecSelfTest.Result.ValidationOff;
import org.requiretls.james.dns.DnssecSelfTest.Result.Works;
import reactor.core.publisher.Mono;

class DnssecHealthCheckTest {

    private static final Works WORKS = new Works("works");

    @Test
    void withoutADeliveryNothingValidates() {
        Result result = Mono.from(new DnssecHealthCheck(new RunningDeliveries()).check())
                .block();

        assertThat(result.isDegraded()).isTrue();
        assertThat(result.getComponentName().getName()).isEqualTo("DNSSEC validation");
    }

    @Test
    void healthyWhereAllValidate() {
        assertThat(DnssecHealthCheck.summary(List.of(WORKS, WORKS)).isHealthy()).isTrue();
    }

    @Test
    void unhealthyWhereOneDoesNotAndTheReasonIsGiven() {
        for (var failure : List.of(
                new ValidationOff("do this"), new GoodNameRefused("do this"), new BrokenNameAccepted("do this"))) {
            Result result = DnssecHealthCheck.summary(List.of(WORKS, failure, failure, new NoAnswer("?")));

            assertThat(result.isUnHealthy()).as("%s", failure).isTrue();
            assertThat(result.getCause()).contains("do this");
        }
    }

    @Test
    void degradedWhereItCouldNotBeTested() {
        Result result = DnssecHealthCheck.summary(List.of(WORKS, new NoAnswer("see that the network is up")));

        assertThat(result.isDegraded()).isTrue();
        assertThat(result.getCause()).contains("see that the network is up");
    }
}
