package org.requiretls.james.bench.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.CachingDns;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;

/**
 * What a lookup with validation costs, and how much memory an answer takes: a program that prints its figures, since
 * JMH can't add up the work of several threads.
 *
 * <p>Processor time is that of the threads of Java but those of the laboratory's name server, which would be on another
 * machine; the threads of the compiler and the garbage collector are not in it. All zones are signed with ECDSA P-256,
 * which is the most work: an RSA signature, as of the root, is checked in a tenth of the time.
 */
final class DnsFigures {

    private static final int CLIENTS = 200;
    private static final int DOMAINS = 200;
    private static final int ROUNDS = 6;
    private static final int CACHED = 100_000;
    private static final String LAB_THREADS = "lab dns";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final PrintStream out;

    private DnsFigures(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        new DnsFigures(System.out).run();
    }

    private void run() throws IOException {
        Path anchors = Files.createTempFile("anchors", ".zone");
        try (LabDns dns = LabDns.start()) {
            dns.publish(dns.zone("test"), domain(dns, "example.test"));
            for (int i = 0; i < DOMAINS; i++) {
                dns.publish(domain(dns, newDomain(i)));
            }
            DnsSettings settings = DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(anchors));
            for (int round = 0; round < ROUNDS; round++) {
                firstDomain(settings);
                newDomains(settings);
                knownKeys(settings);
            }
        } finally {
            Files.delete(anchors);
        }
        memory();
    }

    private static String newDomain(int number) {
        return "d" + number + ".test";
    }

    private static LabZone domain(LabDns dns, String origin) {
        String host = "mx." + origin;
        return dns.zone(origin)
                .mx(10, host)
                .address(host, "127.0.0.2")
                .address(host, "::1")
                .tlsa(host, 25, "3 1 1 " + "ab".repeat(32));
    }

    /** As the first domain after a start. */
    private void firstDomain(DnsSettings settings) {
        List<DnsClient> clients =
                Stream.generate(() -> new DnsClient(settings)).limit(CLIENTS).toList();
        long[] before = {cpu(), System.nanoTime()};
        clients.forEach(client -> askAll(client, "example.test"));
        report("MX, A, AAAA, TLSA of a domain; no key known: 9 signatures", before, CLIENTS);
        clients.forEach(DnsClient::close);
    }

    /** As any domain later. */
    private void newDomains(DnsSettings settings) {
        try (DnsClient client = new DnsClient(settings)) {
            askAll(client, "example.test");
            long[] before = {cpu(), System.nanoTime()};
            for (int i = 0; i < DOMAINS; i++) {
                askAll(client, newDomain(i));
            }
            report("the same, the keys above it known: 6 signatures", before, DOMAINS);
        }
    }

    /** As a domain whose answers have expired. */
    private void knownKeys(DnsSettings settings) {
        try (DnsClient client = new DnsClient(settings)) {
            askAll(client, "example.test");
            long[] before = {cpu(), System.nanoTime()};
            for (int i = 0; i < DOMAINS; i++) {
                askAll(client, "example.test");
            }
            report("the same, all keys known: 4 signatures", before, DOMAINS);
        }
    }

    private static void askAll(DnsLookup dns, String domain) {
        require(dns.lookup(domain, RecordType.MX));
        CompletableFuture<?> ipv6 = dns.lookup("mx." + domain, RecordType.AAAA);
        require(dns.lookup("mx." + domain, RecordType.A));
        ipv6.join();
        require(dns.lookup("_25._tcp.mx." + domain, RecordType.TLSA));
    }

    private static void require(CompletableFuture<? extends DnsAnswer<?>> lookup) {
        DnsAnswer<?> answer = lookup.join();
        if (!answer.isSecure()) {
            throw new IllegalStateException("Not a figure for a secure answer: " + answer);
        }
    }

    /** In nanoseconds; no thread of ours ends between two readings. */
    private long cpu() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && !thread.getThreadName().startsWith(LAB_THREADS))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    private void report(String what, long[] before, int count) {
        out.printf(
                "%-60s %7.2f ms CPU %7.2f ms elapsed%n",
                what, (cpu() - before[0]) / 1e6 / count, (System.nanoTime() - before[1]) / 1e6 / count);
    }

    /** Answers at once with a TLSA record of its own for each name. */
    private static final class Instantly implements DnsLookup {

        @Override
        @SuppressWarnings("unchecked")
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            DnsRecord.Tlsa record = new DnsRecord.Tlsa(3, 1, 1, new byte[32]);
            return CompletableFuture.completedFuture(
                    (DnsAnswer<R>) new DnsAnswer.Found<>(List.of(record), SecurityStatus.SECURE, List.of(), 3600));
        }
    }

    private void memory() {
        CacheSettings defaults = CacheSettings.defaults();
        CachingDns cache = new CachingDns(
                new Instantly(),
                new CacheSettings(defaults.longest(), Duration.ZERO, Duration.ZERO, Long.MAX_VALUE / 2),
                Clock.systemUTC());
        long before = used();
        for (int i = 0; i < CACHED; i++) {
            require(cache.lookup(name(i), RecordType.TLSA));
        }
        out.printf("%-60s %7d octets%n", "one of " + CACHED + " kept TLSA answers", (used() - before) / CACHED);
        require(cache.lookup(name(0), RecordType.TLSA));
    }

    private static String name(int number) {
        return "_25._tcp.mx" + number + ".example.test";
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
