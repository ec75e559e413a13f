package org.requiretls.james.mtasts.cache;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.Discovery;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.mtasts.TxtFinding;
import org.requiretls.james.mtasts.fetch.PolicyFetcher;
import org.requiretls.james.mtasts.store.PolicyStore;
import org.requiretls.james.mtasts.store.PolicyStore.Damage;
import org.requiretls.james.mtasts.store.StoredPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies as they are discovered, remembered and renewed. */
public final class PolicyCache implements StsPolicies, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(PolicyCache.class);
    private static final Duration BETWEEN_REFRESHES = Duration.ofMinutes(1);

    /** However long a record may be remembered, after that it is looked at again. */
    private static final Duration LONGEST_CURRENT = Duration.ofHours(1);

    private final Records remembered;
    private final Records fresh;
    private final Memory memory;
    private final Fetches fetches;
    private final Refresh refresh;
    private final CacheTimes times =
            new CacheTimes(() -> ThreadLocalRandom.current().nextDouble());
    private final PolicyListener listener;
    private final CacheLimits limits;
    private final Clock clock;
    private final ExecutorService worker = Executors.newCachedThreadPool(daemons("mta-sts-cache"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(daemons("mta-sts-refresh"));

    private PolicyCache(
            Dns dns,
            PolicyFetcher fetcher,
            PolicyStore store,
            PolicyListener listener,
            CacheLimits limits,
            Clock clock) {
        this.remembered = new Records(dns.remembered());
        this.fresh = new Records(dns.fresh());
        this.memory = new Memory(store, listener, limits.mostOctets());
        this.fetches = new Fetches(
                fetcher, memory, times, listener, clock, limits.longestWait(), limits.fetchesAtOnce(), worker);
        this.refresh =
                new Refresh(remembered, memory, fetches, times, clock, new Bound(limits.refreshesAtOnce(), worker));
        this.listener = listener;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Two ways to ask DNS.
     *
     * @param remembered may answer from a cache
     * @param fresh asks
     */
    public record Dns(DnsLookup remembered, DnsLookup fresh) {}

    /**
     * Begins with what is in the store.
     *
     * @throws IOException if the store as a whole can't be read
     */
    public static PolicyCache open(
            Dns dns, PolicyFetcher fetcher, PolicyStore store, PolicyListener listener, CacheLimits limits, Clock clock)
            throws IOException {
        PolicyStore.Contents contents = store.load();
        PolicyCache cache = new PolicyCache(dns, fetcher, store, listener, limits, clock);
        cache.begin(contents);
        return cache;
    }

    private void begin(PolicyStore.Contents contents) {
        for (StoredPolicy stored : contents.policies()) {
            memory.put(stored, times.refreshDue(stored.policy()));
        }
        for (Damage damage : contents.damages()) {
            listener.happened(new PolicyEvent.SetAside(damage.domain(), damage.file(), damage.reason()));
            damage.domain().ifPresent(domain -> find(domain.name()));
        }
    }

    /** Renews policies from now on. */
    public void startRefreshing() {
        timer.scheduleWithFixedDelay(this::refreshSafely, 0, BETWEEN_REFRESHES.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A timer that sees an exception does not go off again. */
    private void refreshSafely() {
        try {
            refresh().join();
        } catch (RuntimeException e) {
            LOGGER.error("Unforeseen failure while MTA-STS policies were renewed; tried again in a minute", e);
        }
    }

    CompletableFuture<Void> refresh() {
        return refresh.run();
    }

    @Override
    public CompletableFuture<StsFinding> find(String domain) {
        Instant now = clock.instant();
        Optional<CachedPolicy> current = memory.current(domain, now);
        if (current.isEmpty()) {
            return find(domain, remembered);
        }
        memory.used(domain, now);
        return CompletableFuture.completedFuture(new StsFinding.InForce(current.get(), Optional.empty()));
    }

    @Override
    public CompletableFuture<StsFinding> findNewer(String domain) {
        return find(domain, fresh);
    }

    private CompletableFuture<StsFinding> find(String name, Records records) {
        Optional<PolicyDomain> domain =
                memory.inForce(name, clock.instant()).map(CachedPolicy::domain).or(() -> PolicyDomain.of(name));
        return domain.map(found -> find(found, records))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        new StsFinding.NoPolicy("'" + name + "' is no name that could have a policy")));
    }

    private CompletableFuture<StsFinding> find(PolicyDomain domain, Records records) {
        CompletableFuture<Records.Answer> txt = records.lookup(domain);
        if (txt.isDone()) {
            return txt.thenCompose(found -> follow(domain, found));
        }
        boolean isRemembered = memory.inForce(domain.name(), clock.instant()).isPresent();
        CompletableFuture<Records.Answer> awaited = isRemembered ? notForLong(domain, txt) : txt;
        // Off the threads of DNS, and off the JDK's one for time-outs.
        return awaited.thenComposeAsync(found -> follow(domain, found), worker);
    }

    private CompletableFuture<Records.Answer> notForLong(PolicyDomain domain, CompletableFuture<Records.Answer> txt) {
        Duration bound = limits.longestWaitForRecord();
        TxtFinding noAnswer =
                new TxtFinding.LookupFailed(domain.recordName() + " TXT: no answer within " + bound.toMillis() + " ms");
        return txt.completeOnTimeout(new Records.Answer(noAnswer, 0), bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<StsFinding> follow(PolicyDomain domain, Records.Answer answer) {
        Instant now = clock.instant();
        TxtFinding txt = answer.finding();
        Optional<CachedPolicy> cached = memory.inForce(domain.name(), now);
        memory.used(domain.name(), now);
        return switch (Discovery.afterLookup(txt, cached)) {
            case APPLY_CACHED -> CompletableFuture.completedFuture(remembered(cached.orElseThrow(), answer, now));
            case FETCH -> fetched(domain, ((TxtFinding.Published) txt).id(), end(answer, now));
            case NO_POLICY -> CompletableFuture.completedFuture(new StsFinding.NoPolicy(detail(txt)));
            case UNKNOWN ->
                CompletableFuture.completedFuture(
                        new StsFinding.Unknown(new DiscoveryFailure(DiscoveryFailure.Kind.TXT_LOOKUP, detail(txt))));
        };
    }

    private StsFinding remembered(CachedPolicy cached, Records.Answer answer, Instant now) {
        if (answer.finding() instanceof TxtFinding.Published) {
            memory.confirmed(cached, end(answer, now));
        }
        return withoutNews(cached, answer.finding());
    }

    /** Until when a record may be remembered. */
    private static Instant end(Records.Answer answer, Instant now) {
        return now.plusSeconds(Math.min(answer.ttlSeconds(), LONGEST_CURRENT.toSeconds()));
    }

    private StsFinding withoutNews(CachedPolicy cached, TxtFinding txt) {
        if (txt instanceof TxtFinding.NotPublished gone && cached.policy().mode() == PolicyMode.ENFORCE) {
            listener.happened(new PolicyEvent.Unpublished(cached, gone.detail()));
        }
        Optional<DiscoveryFailure> failure = txt instanceof TxtFinding.LookupFailed failed
                ? Optional.of(new DiscoveryFailure(DiscoveryFailure.Kind.TXT_LOOKUP, failed.detail()))
                : Optional.empty();
        return new StsFinding.InForce(cached, failure);
    }

    /** @param current until when the record with this id may be remembered */
    private CompletableFuture<StsFinding> fetched(PolicyDomain domain, String id, Instant current) {
        return fetches.fetch(domain, id, Fetches.Reason.MAIL)
                .thenApplyAsync(outcome -> afterFetch(domain, id, current, outcome), worker);
    }

    private StsFinding afterFetch(PolicyDomain domain, String id, Instant current, Fetches.Outcome outcome) {
        if (outcome instanceof Fetches.Outcome.Fetched fetched) {
            // It may be somebody else's fetch, for an earlier record.
            if (fetched.policy().id().equals(id)) {
                memory.confirmed(fetched.policy(), current);
            }
            return new StsFinding.InForce(fetched.policy(), Optional.empty());
        }
        DiscoveryFailure failure = ((Fetches.Outcome.Failed) outcome).failure();
        return memory.inForce(domain.name(), clock.instant())
                .<StsFinding>map(cached -> new StsFinding.InForce(cached, Optional.of(failure)))
                .orElseGet(() -> new StsFinding.Unknown(failure));
    }

    private static String detail(TxtFinding txt) {
        if (txt instanceof TxtFinding.NotPublished not) {
            return not.detail();
        }
        return txt instanceof TxtFinding.LookupFailed failed ? failed.detail() : "";
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** How many policies are remembered. */
    public int size() {
        return memory.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        worker.shutdown();
    }
}
