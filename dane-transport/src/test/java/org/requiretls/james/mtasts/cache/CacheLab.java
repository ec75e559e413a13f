package org.requiretls.james.mtasts.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.TxtFinding;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.mtasts.store.PolicyDirectory;

/** A cache whose DNS, policy hosts and clock are in the hands of the test; its store is real. */
final class CacheLab implements AutoCloseable {

    static final int REFRESHES_AT_ONCE = 4;

    private static final long BOUND_SECONDS = 20;

    private final Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T22:00:00Z"));
    private final Map<String, TxtFinding> records = new ConcurrentHashMap<>();
    private final Map<String, TxtFinding> freshRecords = new ConcurrentHashMap<>();
    private final Map<String, Boolean> silent = new ConcurrentHashMap<>();
    private final Map<String, Supplier<CompletableFuture<FetchResult>>> hosts = new ConcurrentHashMap<>();
    private final Map<CompletableFuture<FetchResult>, String> hanging = new ConcurrentHashMap<>();
    private final Map<String, FetchResult> afterRelease = new ConcurrentHashMap<>();
    private final List<String> lookups = new CopyOnWriteArrayList<>();
    private final List<String> fetches = new CopyOnWriteArrayList<>();
    private final List<PolicyEvent> events = new CopyOnWriteArrayList<>();
    private Duration longestWait = Duration.ofSeconds(BOUND_SECONDS);
    private long mostOctets = Long.MAX_VALUE;
    private volatile long ttlSeconds;
    private PolicyCache cache;

    CacheLab(Path folder) throws IOException {
        this.folder = folder;
        this.cache = start();
    }

    private PolicyCache start() throws IOException {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return PolicyCache.open(
                new PolicyCache.Dns(new Dns(records), new Dns(freshRecords)),
                this::fetch,
                new PolicyDirectory(folder, clock),
                events::add,
                new CacheLimits(longestWait, Duration.ofMillis(200), 200, REFRESHES_AT_ONCE, mostOctets),
                clock);
    }

    /** Ends, and begins again with what is in the store. */
    void restart() throws IOException {
        cache.close();
        cache = start();
    }

    CacheLab withRoomFor(long octets) {
        mostOctets = octets;
        return this;
    }

    CacheLab withLongestWait(Duration bound) {
        longestWait = bound;
        return this;
    }

    private final class Dns implements DnsLookup {

        private final Map<String, TxtFinding> content;

        Dns(Map<String, TxtFinding> content) {
            this.content = content;
        }

        @Override
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            lookups.add(name);
            if (silent.containsKey(name)) {
                return new CompletableFuture<>();
            }
            return CompletableFuture.completedFuture(answer(content.get(name)));
        }

        @SuppressWarnings("unchecked")
        private <R extends DnsRecord> DnsAnswer<R> answer(TxtFinding finding) {
            if (finding instanceof TxtFinding.Published published) {
                DnsRecord.Txt record = new DnsRecord.Txt("v=STSv1; id=" + published.id() + ";");
                return (DnsAnswer<R>)
                        new DnsAnswer.Found<>(List.of(record), SecurityStatus.INSECURE, List.of(), ttlSeconds);
            }
            return finding instanceof TxtFinding.LookupFailed failed
                    ? new DnsAnswer.Failed<>(DnsAnswer.Cause.SERVER_FAILURE, failed.detail(), OptionalInt.empty())
                    : new DnsAnswer.NoData<>(SecurityStatus.INSECURE, List.of(), 60);
        }
    }

    private CompletableFuture<FetchResult> fetch(PolicyDomain domain) {
        fetches.add(domain.name());
        return hosts.get(domain.name()).get();
    }

    CacheLab published(String domain, String id) {
        return txt(domain, new TxtFinding.Published(id));
    }

    CacheLab txt(String domain, TxtFinding finding) {
        records.put("_mta-sts." + domain, finding);
        freshRecords.put("_mta-sts." + domain, finding);
        return this;
    }

    /** How long records may be remembered; as it comes, not at all. */
    CacheLab ttl(long seconds) {
        ttlSeconds = seconds;
        return this;
    }

    /** Only who asks DNS itself sees this. */
    void freshTxt(String domain, String id) {
        freshRecords.put("_mta-sts." + domain, new TxtFinding.Published(id));
    }

    void silentDns(String domain) {
        silent.put("_mta-sts." + domain, true);
    }

    CacheLab policy(String domain, String mode, long maxAge) {
        String text = "version: STSv1\nmode: " + mode + "\nmx: mx." + domain + "\nmax_age: " + maxAge + "\n";
        PolicyReading.Valid valid = (PolicyReading.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII));
        FetchResult result = new FetchResult.Fetched(valid.policy());
        afterRelease.put(domain, result);
        hosts.put(domain, () -> CompletableFuture.completedFuture(result));
        return this;
    }

    CacheLab broken(String domain, DiscoveryFailure.Kind kind) {
        FetchResult result = new FetchResult.Failed(new DiscoveryFailure(kind, "broken"));
        hosts.put(domain, () -> CompletableFuture.completedFuture(result));
        return this;
    }

    CacheLab throwing(String domain) {
        hosts.put(domain, () -> {
            throw new IllegalStateException("a defect");
        });
        return this;
    }

    /** The policy host answers when it is released. */
    CacheLab hanging(String domain) {
        hosts.put(domain, () -> {
            CompletableFuture<FetchResult> answer = new CompletableFuture<>();
            hanging.put(answer, domain);
            return answer;
        });
        return this;
    }

    int hangingFetches() {
        return hanging.size();
    }

    /** Every hanging policy host answers, and from now on at once. */
    void releaseAll() {
        hanging.forEach((answer, domain) ->
                hosts.put(domain, () -> CompletableFuture.completedFuture(afterRelease.get(domain))));
        afterRelease.forEach((domain, result) -> hosts.put(domain, () -> CompletableFuture.completedFuture(result)));
        hanging.forEach((answer, domain) -> answer.complete(afterRelease.get(domain)));
    }

    CacheLab pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        return this;
    }

    CompletableFuture<StsFinding> begin(String domain) {
        return cache.find(domain);
    }

    StsFinding find(String domain) {
        return begin(domain).orTimeout(BOUND_SECONDS, TimeUnit.SECONDS).join();
    }

    StsFinding findNewer(String domain) {
        return cache.findNewer(domain)
                .orTimeout(BOUND_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    CompletableFuture<Void> beginRefresh() {
        return cache.refresh();
    }

    void refresh() {
        beginRefresh().orTimeout(BOUND_SECONDS, TimeUnit.SECONDS).join();
    }

    long fetches(String domain) {
        return fetches.stream().filter(domain::equals).count();
    }

    long lookups(String domain) {
        return lookups.stream().filter(("_mta-sts." + domain)::equals).count();
    }

    List<String> allLookups() {
        return List.copyOf(lookups);
    }

    <E extends PolicyEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    int size() {
        return cache.size();
    }

    @Override
    public void close() {
        cache.close();
    }
}
