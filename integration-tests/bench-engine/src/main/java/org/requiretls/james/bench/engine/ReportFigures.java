package org.requiretls.james.bench.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.reporting.DailyCount;
import org.requiretls.james.reporting.ReportDelivery;
import org.requiretls.james.reporting.ReportRound;
import org.requiretls.james.reporting.ReportTiming;
import org.requiretls.james.reporting.TallyStore;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.ResultType;
import org.requiretls.james.tlsrpt.SessionResult;
import org.requiretls.james.tlsrpt.Submitter;

/**
 * What a day of a million sessions with 10,000 domains costs, in CPU time: to count them, to keep the counts, and to make
 * the reports, all of which are wanted.
 */
final class ReportFigures {

    private static final int DOMAINS = 10_000;
    private static final int SESSIONS = 1_000_000;

    /** The first of them before anything is compiled. */
    private static final int TURNS = 4;

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Submitter SUBMITTER = new Submitter("Example Organization", "tls@out.example", "n1");
    private static final Clock NOON = Clock.fixed(DAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    private ReportFigures() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("report-figures");
        try {
            measure(directory);
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void measure(Path directory) throws IOException {
        TallyStore store = new TallyStore(directory, SUBMITTER);
        DailyCount count = new DailyCount(store, NOON);
        long heapBefore = heap();
        long began = cpuNanos();
        for (int session = 0; session < SESSIONS; session++) {
            int number = session % DOMAINS;
            count.count(StsLab.domain(number), result(number, session / DOMAINS));
        }
        System.out.printf("counting: %d ns a session%n", (cpuNanos() - began) / SESSIONS);
        System.out.printf("heap: %d KiB%n", (heap() - heapBefore) / 1024);
        for (int turn = 0; turn < TURNS; turn++) {
            count.count(StsLab.domain(0), result(0, 1));
            began = cpuNanos();
            count.save();
            System.out.printf(
                    "saving, once a minute: %d ms, %d KiB of disk%n",
                    millis(began), Files.size(directory.resolve(DAY + ".tally")) / 1024);
        }
        for (int turn = 0; turn < TURNS; turn++) {
            began = cpuNanos();
            new DailyCount(store, NOON);
            System.out.printf("reading it at a start: %d ms%n", millis(began));
        }
        reports(store);
    }

    private static void reports(TallyStore store) {
        AtomicLong reports = new AtomicLong();
        AtomicLong octets = new AtomicLong();
        ReportDelivery delivery = new ReportDelivery(
                (report, file, addresses) -> {
                    reports.incrementAndGet();
                    octets.addAndGet(file.length);
                },
                (uri, file) -> {});
        ReportRound round =
                new ReportRound(store, SUBMITTER, ReportTiming.DEFAULT, domain -> true, new AllWantThem(), delivery);
        Instant allDue =
                DAY.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).plus(Duration.ofHours(4));
        long began = cpuNanos();
        round.run(allDue);
        System.out.printf(
                "all reports read, made, compressed, handed over and noted: %d of %d octets on average, %d ms%n",
                reports.get(), octets.get() / reports.get(), millis(began));
    }

    /** Six of ten domains have no policy, two have TLSA records, two MTA-STS; one session of fifty fails. */
    private static SessionResult result(int number, int round) {
        String domain = StsLab.domain(number);
        AppliedPolicy policy = switch (number % 10) {
            case 0, 1 ->
                AppliedPolicy.tlsa("mx" + round % 2 + "." + domain, List.of("3 1 1 " + "0123456789abcdef".repeat(4)));
            case 2, 3 ->
                AppliedPolicy.sts(
                        domain,
                        List.of("version: STSv1", "mode: enforce", "mx: *." + domain, "max_age: 1209600"),
                        List.of("*." + domain));
            default -> AppliedPolicy.none(domain);
        };
        if (round % 50 != 0) {
            return new SessionResult.Success(policy);
        }
        return new SessionResult.Failure(
                policy,
                new FailureDetail(
                        ResultType.CERTIFICATE_EXPIRED,
                        Optional.of("192.0.2.1"),
                        Optional.of("mx0." + domain),
                        Optional.empty(),
                        Optional.of("198.51.100." + (round == 0 ? 1 : 2)),
                        Optional.empty()));
    }

    /** Of this thread: what it waits for, the disk above all, is not its own. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long millis(long began) {
        return Duration.ofNanos(cpuNanos() - began).toMillis();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Answers at once, for every domain with the same address for reports. */
    private static final class AllWantThem implements DnsLookup {

        @Override
        @SuppressWarnings("unchecked")
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            DnsRecord.Txt record = new DnsRecord.Txt("v=TLSRPTv1; rua=mailto:tls@rua.example");
            return CompletableFuture.completedFuture(
                    (DnsAnswer<R>) new DnsAnswer.Found<>(List.of(record), SecurityStatus.INSECURE, List.of(), 3600));
        }
    }
}
