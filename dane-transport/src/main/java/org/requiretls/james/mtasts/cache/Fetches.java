package org.requiretls.james.mtasts.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.mtasts.fetch.PolicyFetcher;

/** Fetches policies into memory: one fetch at a time for a domain, a bound for all, no hammering at what is broken. */
final class Fetches {

    private final PolicyFetcher fetcher;
    private final Memory memory;
    private final CacheTimes times;
    private final PolicyListener listener;
    private final Clock clock;
    private final Duration longestWait;
    private final Executor worker;
    private final Bound bound;
    private final FailedFetches failed = new FailedFetches();
    private final Map<String, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

    /** What came of it: one or the other. */
    sealed interface Outcome {
        record Fetched(CachedPolicy policy) implements Outcome {}

        record Failed(DiscoveryFailure failure) implements Outcome {}
    }

    /** Who wants the policy. */
    enum Reason {
        MAIL,
        REFRESH
    }

    /**
     * @param longestWait for a policy, its turn included
     * @param worker writes to the store
     */
    Fetches(
            PolicyFetcher fetcher,
            Memory memory,
            CacheTimes times,
            PolicyListener listener,
            Clock clock,
            Duration longestWait,
            int atOnce,
            Executor worker) {
        this.fetcher = fetcher;
        this.memory = memory;
        this.times = times;
        this.listener = listener;
        this.clock = clock;
        this.longestWait = longestWait;
        this.bound = new Bound(atOnce, worker);
        this.worker = worker;
    }

    /**
     * The policy of the domain, from its policy host, and then in memory; or why not, which may be what went wrong a
     * short while ago.
     *
     * @param id that the TXT record has
     */
    CompletableFuture<Outcome> fetch(PolicyDomain domain, String id, Reason reason) {
        Optional<DiscoveryFailure> recent = failed.recent(domain, id, clock.instant());
        if (recent.isPresent()) {
            return CompletableFuture.completedFuture(new Outcome.Failed(recent.get()));
        }
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> earlier = underWay.putIfAbsent(domain.name(), mine);
        if (earlier == null) {
            start(domain, id, reason, mine);
        }
        // A future of its own for each that waits: the fetch itself goes on when one gives up.
        return (earlier == null ? mine : earlier)
                .copy()
                .completeOnTimeout(tooLate(), longestWait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Outcome tooLate() {
        return new Outcome.Failed(new DiscoveryFailure(
                DiscoveryFailure.Kind.FETCH, "no policy within " + longestWait.toMillis() + " ms"));
    }

    private void start(PolicyDomain domain, String id, Reason reason, CompletableFuture<Outcome> all) {
        bound.run(() -> fetcher.fetch(domain))
                .handleAsync((result, defect) -> settle(domain, id, reason, result, defect), worker)
                .whenComplete((outcome, defect) -> {
                    underWay.remove(domain.name());
                    all.complete(defect == null ? outcome : new Outcome.Failed(ofDefect(defect)));
                });
    }

    private Outcome settle(PolicyDomain domain, String id, Reason reason, FetchResult result, Throwable defect) {
        Instant now = clock.instant();
        if (result instanceof FetchResult.Fetched fetched) {
            CachedPolicy policy = new CachedPolicy(domain, id, fetched.policy(), now);
            memory.replace(
                    policy, reason == Reason.MAIL ? Optional.of(now) : Optional.empty(), times.refreshDue(policy));
            failed.remove(domain);
            return new Outcome.Fetched(policy);
        }
        DiscoveryFailure failure = result instanceof FetchResult.Failed known ? known.failure() : ofDefect(defect);
        failed.add(domain, id, now, failure);
        Optional<CachedPolicy> inForce = memory.inForce(domain.name(), now);
        // A domain that has taken its policy back may well have taken the policy host away too (section 3.3).
        if (inForce.filter(policy -> policy.policy().mode() == PolicyMode.NONE).isEmpty()) {
            listener.happened(new PolicyEvent.FetchFailed(domain, failure, inForce));
        }
        return new Outcome.Failed(failure);
    }

    private static DiscoveryFailure ofDefect(Throwable defect) {
        return new DiscoveryFailure(DiscoveryFailure.Kind.FETCH, "unforeseen: " + defect);
    }
}
