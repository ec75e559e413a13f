package org.requiretls.james.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.cache.PolicyEvent;
import org.requiretls.james.mtasts.cache.PolicyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the administrator what happens to the MTA-STS policies of others: in the log, as metrics, and for the health
 * check. A policy that is suppressed looks like one that was taken back; only people can tell.
 */
@Singleton
public final class PolicyAlarms implements PolicyListener {

    /** The name of the logger, for logback.xml. */
    public static final String LOGGER_NAME = "org.requiretls.mtasts";

    private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);
    private static final String THE_STORE = "the store";
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int MOST = 1000;

    private final Clock clock;
    private final Map<Kind, Metric> metrics = new EnumMap<>(Kind.class);
    private final Map<Key, Alarm> current = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Alarm> eldest) {
            return size() > MOST;
        }
    };

    /** What there is an alarm for, with the metric that counts it. */
    enum Kind {
        WEAKENED("mtaStsPolicyWeakened"),
        UNPUBLISHED("mtaStsPolicyUnpublished"),
        NOT_RENEWED("mtaStsPolicyNotRenewed"),
        EXPIRED("mtaStsPolicyExpired"),
        STORE("mtaStsStoreTrouble");

        private final String metric;

        Kind(String metric) {
            this.metric = metric;
        }

        /** Whether a policy that came in well says that it is over. */
        private boolean endsWithRenewal() {
            return this == NOT_RENEWED || this == STORE;
        }
    }

    private record Key(String subject, Kind kind) {}

    /** @param at when it was raised last */
    private record Alarm(Instant at, String text) {}

    @Inject
    public PolicyAlarms(MetricFactory metrics) {
        this(metrics, Clock.systemUTC());
    }

    PolicyAlarms(MetricFactory metrics, Clock clock) {
        this.clock = clock;
        for (Kind kind : Kind.values()) {
            this.metrics.put(kind, metrics.generate(kind.metric));
        }
    }

    @Override
    public void happened(PolicyEvent event) {
        if (event instanceof PolicyEvent.Renewed renewed) {
            renewed(renewed.policy());
        } else if (event instanceof PolicyEvent.Weakened weakened) {
            raise(Kind.WEAKENED, weakened.policy().domain().name(), weakenedText(weakened));
        } else if (event instanceof PolicyEvent.Unpublished unpublished) {
            raise(Kind.UNPUBLISHED, unpublished.inForce().domain().name(), unpublishedText(unpublished));
        } else if (event instanceof PolicyEvent.FetchFailed failed) {
            fetchFailed(failed);
        } else if (event instanceof PolicyEvent.Expired expired) {
            raise(Kind.EXPIRED, expired.policy().domain().name(), expiredText(expired.policy()));
        } else if (event instanceof PolicyEvent.NotStored not) {
            raise(
                    Kind.STORE,
                    not.domain().name(),
                    "The policy of " + not.domain() + " is in force, but could not be stored and would be lost in a"
                            + " restart: " + not.reason() + ". See to the disk and the rights of <"
                            + Parameter.MTA_STS_STORE.key() + ">");
        } else if (event instanceof PolicyEvent.SetAside aside) {
            String subject = aside.domain().map(domain -> domain.name()).orElse(THE_STORE);
            raise(
                    Kind.STORE,
                    subject,
                    "The stored policy of " + subject + " is damaged (" + aside.reason() + "); it lies in "
                            + aside.file() + " now and is fetched anew. Until that succeeds the domain is one whose"
                            + " policy is not known");
        }
    }

    private void renewed(CachedPolicy policy) {
        LOGGER.info(
                "The policy {} of {} was fetched: mode {}, good until {}",
                policy.id(),
                policy.domain(),
                policy.policy().mode().text(),
                policy.expires());
        synchronized (current) {
            current.keySet()
                    .removeIf(key -> key.kind().endsWithRenewal()
                            && key.subject().equals(policy.domain().name()));
        }
    }

    private static String weakenedText(PolicyEvent.Weakened weakened) {
        PolicyMode now = weakened.policy().policy().mode();
        return "The policy of " + weakened.policy().domain() + " was weakened from mode "
                + weakened.before().text() + " to " + now.text() + " by its policy host (id "
                + weakened.policy().id() + "). If you did not expect that, ask the domain's administrators";
    }

    private static String unpublishedText(PolicyEvent.Unpublished unpublished) {
        CachedPolicy policy = unpublished.inForce();
        return "The policy of " + policy.domain() + " is no longer published in DNS (" + unpublished.detail()
                + "), but was not taken back by its policy host: it stays in force until " + policy.expires()
                + ". Either the domain forgot something, or somebody suppresses the record";
    }

    private static String expiredText(CachedPolicy policy) {
        return "The policy of " + policy.domain() + " (mode "
                + policy.policy().mode().text()
                + ") expired and could not be renewed: from now on its mail goes as without a policy";
    }

    /** A domain that never had a policy here has its own trouble; one that has is about to lose it. */
    private void fetchFailed(PolicyEvent.FetchFailed failed) {
        Optional<CachedPolicy> inForce = failed.inForce();
        if (inForce.isEmpty()) {
            LOGGER.info(
                    "The policy of {} can't be fetched ({}), and none is remembered: its mail goes as without a policy,"
                            + " and REQUIRETLS mail waits unless DNSSEC proves the MX",
                    failed.domain(),
                    failed.failure());
            return;
        }
        raise(
                Kind.NOT_RENEWED,
                failed.domain().name(),
                "The policy of " + failed.domain() + " could not be renewed (" + failed.failure() + "); the one of "
                        + inForce.get().fetched() + " stays in force until "
                        + inForce.get().expires());
    }

    /** One that is raised again is said again once a day. */
    private void raise(Kind kind, String subject, String text) {
        Instant now = clock.instant();
        Key key = new Key(subject, kind);
        boolean isNew;
        synchronized (current) {
            Alarm before = current.get(key);
            isNew = before == null || before.at().plus(LIFETIME).isBefore(now) || kind == Kind.NOT_RENEWED;
            if (isNew) {
                current.remove(key);
                current.put(key, new Alarm(now, text));
            }
        }
        metrics.get(kind).increment();
        if (isNew) {
            LOGGER.warn("{}.", text);
        }
    }

    /** The alarms of the last day that nothing has ended since. */
    public List<String> current() {
        Instant oldest = clock.instant().minus(LIFETIME);
        synchronized (current) {
            current.values().removeIf(alarm -> alarm.at().isBefore(oldest));
            return current.values().stream().map(Alarm::text).toList();
        }
    }
}
