package org.requiretls.james.mtasts.cache;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;

/** The fetches that failed a short while ago, so that mail to these domains does not wait for another one. */
final class FailedFetches {

    /** One that is forgotten too early costs another try, no more. */
    private static final int MOST = 10_000;

    private final Map<String, Failed> byDomain = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failed> eldest) {
            return size() > MOST;
        }
    };

    private record Failed(String id, Instant at, DiscoveryFailure failure) {
        boolean stillCountsFor(String wanted, Instant now) {
            return now.isBefore(
                    at.plus(id.equals(wanted) ? CacheTimes.PAUSE_FOR_SAME_ID : CacheTimes.PAUSE_FOR_ANY_ID));
        }
    }

    synchronized void add(PolicyDomain domain, String id, Instant at, DiscoveryFailure failure) {
        byDomain.remove(domain.name());
        byDomain.put(domain.name(), new Failed(id, at, failure));
    }

    synchronized void remove(PolicyDomain domain) {
        byDomain.remove(domain.name());
    }

    /** What went wrong so recently that it is not to be tried again. */
    synchronized Optional<DiscoveryFailure> recent(PolicyDomain domain, String id, Instant now) {
        return Optional.ofNullable(byDomain.get(domain.name()))
                .filter(failed -> failed.stillCountsFor(id, now))
                .map(Failed::failure);
    }
}
