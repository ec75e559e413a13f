package org.requiretls.james;

import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import org.requiretls.james.delivery.RunningDeliveries;
import org.requiretls.james.dns.DnssecSelfTest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * James's health check of DNSSEC validation, named in {@code healthcheck.properties}:
 *
 * <pre>{@code additional.healthchecks=org.requiretls.james.DnssecHealthCheck}</pre>
 *
 * <p>Healthy where every {@link DaneRemoteDelivery} validates, degraded where that could not be tested, unhealthy
 * where validation is off or wrong. The cause says what to do.
 */
public class DnssecHealthCheck implements HealthCheck {

    /** Under which the check is found. */
    public static final ComponentName NAME = new ComponentName("DNSSEC validation");

    private final RunningDeliveries deliveries;

    @Inject
    public DnssecHealthCheck(RunningDeliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public ComponentName componentName() {
        return NAME;
    }

    @Override
    public Publisher<Result> check() {
        return Flux.fromIterable(deliveries.all())
                .flatMap(delivery -> Mono.fromFuture(delivery.dnssecValidation()))
                .collectList()
                .map(DnssecHealthCheck::summary);
    }

    static Result summary(List<DnssecSelfTest.Result> results) {
        if (results.isEmpty()) {
            return Result.degraded(NAME, "No DaneRemoteDelivery is running, so nothing here validates.");
        }
        String failures = sentences(results, Severity.FAILURE);
        if (!failures.isEmpty()) {
            return Result.unhealthy(NAME, failures);
        }
        String doubts = sentences(results, Severity.DOUBT);
        return doubts.isEmpty() ? Result.healthy(NAME) : Result.degraded(NAME, doubts);
    }

    private enum Severity {
        FAILURE,
        DOUBT,
        NONE
    }

    private static Severity severity(DnssecSelfTest.Result result) {
        if (result instanceof DnssecSelfTest.Result.Works) {
            return Severity.NONE;
        }
        return result instanceof DnssecSelfTest.Result.NoAnswer ? Severity.DOUBT : Severity.FAILURE;
    }

    private static String sentences(List<DnssecSelfTest.Result> results, Severity severity) {
        return results.stream()
                .filter(result -> severity(result) == severity)
                .map(DnssecSelfTest.Result::sentence)
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
