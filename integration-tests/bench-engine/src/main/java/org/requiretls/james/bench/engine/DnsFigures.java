package org.requiretls.james.integration;

import com.sun.management.OperatingSystemMXBean;
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
 * What DNS costs: a program to run by hand, which prints its figures.
 *
 * <p>Processor time is that of all threads but those of the laboratory's name server, which would be on another
 * machine. A cold domain is asked about by a client that has no keys yet, as after a start.
 */
final class DnsFigures {

    private static final int DOMAINS = 400;
    private static final int CACHED = 100_000;
    private static final int LOOKUPS = 2_000_000;
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
            dns.publish(dns.zone("test"), domain(dns, "warm.example.test"), domain(dns, "example.test"));
            DnsSettings settings = DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(anchors));
            coldDomain(settings);
            keptKeys(settings);
        } finally {
            Files.delete(anchors);
        }
        cachedLookup();
        memory();
    }

    private static LabZone domain(LabDns dns, String origin) {
        String host = "mx." + origin;
        return dns.zone(origin)
                .mx(10, host)
                .address(host, "127.0.0.2")
                .address(host, "::1")
                .tlsa(host, 25, "3 1 1 " + "ab".repeat(32));
    }

    private void coldDomain(DnsSettings settings) {
        for (int round = 0; round < 3; round++) {
            long[] before = {cpu(), System.nanoTime()};
            for (int i = 0; i < DOMAINS; i++) {
                try (DnsClient client = new DnsClient(settings)) {
                    askAll(client, "example.test");
                }
            }
            report("cold: root, test, example.test with MX, A, AAAA, TLSA", before, DOMAINS);
        }
    }

    private void keptKeys(DnsSettings settings) {
        try (DnsClient client = new DnsClient(settings)) {
            for (int round = 0; round < 3; round++) {
                long[] before = {cpu(), System.nanoTime()};
                for (int i = 0; i < DOMAINS; i++) {
                    askAll(client, "example.test");
                }
                report("the same with the keys at hand", before, DOMAINS);
            }
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

    /** In nanoseconds, of the threads that live now and those that ended, without the laboratory's. */
    private long cpu() {
        long lab = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith(LAB_THREADS))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
        return process() - lab;
    }

    private static long process() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
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

    private void cachedLookup() {
        CachingDns cache = new CachingDns(new Instantly(), CacheSettings.defaults(), Clock.systemUTC());
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < LOOKUPS; i++) {
                require(cache.lookup(name(i % 1000), RecordType.TLSA));
            }
            out.printf(
                    "%-60s %7.2f µs%n", "a lookup that the cache answers", (System.nanoTime() - start) / 1e3 / LOOKUPS);
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
