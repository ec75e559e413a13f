package org.requiretls.james;

import java.util.List;
import javax.inject.Inject;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import org.requiretls.james.delivery.PolicyAlarms;
import reactor.core.publisher.Mono;

/**
 * Degraded while an MTA-STS policy of another domain got weaker, disappeared or can't be renewed, or the store of
 * policies has trouble. Switched on in healthcheck.properties:
 *
 * <pre>{@code additional.healthchecks=org.requiretls.james.MtaStsHealthCheck}</pre>
 */
public class MtaStsHealthCheck implements HealthCheck {

    private static final ComponentName NAME = new ComponentName("MTA-STS policies");
    private static final int MOST_TO_SAY = 10;

    private final PolicyAlarms alarms;

    @Inject
    public MtaStsHealthCheck(PolicyAlarms alarms) {
        this.alarms = alarms;
    }

    @Override
    public ComponentName componentName() {
        return NAME;
    }

    @Override
    public Publisher<Result> check() {
        return Mono.fromSupplier(() -> {
            List<String> current = alarms.current();
            return current.isEmpty() ? Result.healthy(NAME) : Result.degraded(NAME, text(current));
        });
    }

    private static String text(List<String> current) {
        String said = String.join("; ", current.subList(0, Math.min(current.size(), MOST_TO_SAY)));
        return current.size() > MOST_TO_SAY ? said + "; and " + (current.size() - MOST_TO_SAY) + " more" : said;
    }
}
