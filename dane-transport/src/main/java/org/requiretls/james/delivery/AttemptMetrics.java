package org.requiretls.james.delivery;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.requiretls.james.hop.Attempt;
import org.requiretls.james.hop.AttemptListener;

/**
 * Counts attempts by what came of them and the rule that decided, so that mail that waits, for DANE above all, shows
 * before its senders are told (RFC 7672 section 6). Which destination it is about stands in the line of the log.
 */
final class AttemptMetrics implements AttemptListener {

    private final MetricFactory metrics;
    private final Map<String, Metric> byName = new ConcurrentHashMap<>();

    AttemptMetrics(MetricFactory metrics) {
        this.metrics = metrics;
    }

    @Override
    public void ended(Attempt attempt) {
        byName.computeIfAbsent(name(attempt), metrics::generate).increment();
    }

    /** Such as {@code hop-skipped-N2e}; as many as there are outcomes and rules. */
    static String name(Attempt attempt) {
        return "hop-" + attempt.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-') + "-"
                + attempt.rule().name();
    }
}
