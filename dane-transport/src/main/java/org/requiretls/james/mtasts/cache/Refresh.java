package org.requiretls.james.mtasts.cache;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.TxtFinding;

/** Fetches policies again before they expire, whatever DNS says (RFC 8461 sections 3.3 and 10.2). */
final class Refresh {

    private final Records records;
    private final Memory memory;
    private final Fetches fetches;
    private final CacheTimes times;
    private final Clock clock;
    private final Bound bound;

    /** @param bound how many domains are seen to at once: there is no hurry, and mail comes first */
    Refresh(Records records, Memory memory, Fetches fetches, CacheTimes times, Clock clock, Bound bound) {
        this.records = records;
        this.memory = memory;
        this.fetches = fetches;
        this.times = times;
        this.clock = clock;
        this.bound = bound;
    }

    /** Sees to everything that is due; completes when all of it is done. */
    CompletableFuture<Void> run() {
        Instant now = clock.instant();
        memory.forgetExpired(now);
        List<CompletableFuture<Void>> all = memory
                .all(entry -> !entry.refreshDue().isAfter(now) && CacheTimes.isWorthRefreshing(entry.used(), now))
                .stream()
                .map(Memory.Entry::policy)
                .sorted(Comparator.comparing(CachedPolicy::expires))
                .map(policy -> bound.run(() -> refresh(policy)))
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> refresh(CachedPolicy policy) {
        PolicyDomain domain = policy.domain();
        return records.lookup(domain)
                .thenCompose(txt -> fetches.fetch(domain, id(txt.finding(), policy), Fetches.Reason.REFRESH))
                .thenAccept(outcome -> {
                    if (outcome instanceof Fetches.Outcome.Failed) {
                        memory.postponeRefresh(domain, times.retryDue(policy, clock.instant()));
                    }
                });
    }

    private static String id(TxtFinding txt, CachedPolicy policy) {
        return txt instanceof TxtFinding.Published published ? published.id() : policy.id();
    }
}
