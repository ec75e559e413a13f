package org.requiretls.james.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.SessionResult.Success;
import org.requiretls.james.tlsrpt.Submitter;
import org.requiretls.james.tlsrpt.Tally;

class ReportRoundTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Instant MIDNIGHT = Instant.parse("2026-11-26T00:00:00Z");
    private static final Instant ALL_DUE = MIDNIGHT.plus(Duration.ofHours(4));
    private static final Submitter SUBMITTER = new Submitter("O", "tls@out.example", "n1");

    @TempDir
    private Path directory;

    private TallyStore store;
    private final Map<String, String> records = new HashMap<>();
    private final List<String> mailed = new ArrayList<>();
    private final List<String> posted = new ArrayList<>();
    private int attempts;
    private boolean mailFails;
    private boolean postFails;
    private boolean dnsFails;

    @BeforeEach
    void countSomething() throws IOException {
        store = new TallyStore(directory, SUBMITTER);
        save(DAY, "d.example", "e.example");
    }

    private void save(LocalDate day, String... domains) throws IOException {
        Tally tally = new Tally(day, Tally.Limits.DEFAULT);
        for (String domain : domains) {
            tally.count(domain, new Success(AppliedPolicy.none(domain)));
        }
        store.save(tally);
    }

    private final DnsLookup dns = new DnsLookup() {
        @Override
        @SuppressWarnings("unchecked")
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            assertThat(type).isEqualTo(RecordType.TXT);
            DnsAnswer<DnsRecord.Txt> answer;
            if (dnsFails) {
                answer = new DnsAnswer.Failed<>(DnsAnswer.Cause.TIMEOUT, "no answer", OptionalInt.empty());
            } else if (records.containsKey(name)) {
                DnsRecord.Txt text = new DnsRecord.Txt(records.get(name));
                answer = new DnsAnswer.Found<>(List.of(text), SecurityStatus.INSECURE, List.of(), 60);
            } else {
                answer = new DnsAnswer.NoSuchName<>(SecurityStatus.INSECURE, List.of(), 60);
            }
            return CompletableFuture.completedFuture((DnsAnswer<R>) (DnsAnswer<?>) answer);
        }
    };

    private ReportRound round() {
        return new ReportRound(
                store,
                SUBMITTER,
                ReportTiming.DEFAULT,
                domain -> !domain.equals("silent.example"),
                dns,
                new ReportDelivery(this::mail, this::post));
    }

    private void mail(Report report, byte[] file, List<String> addresses) throws ReportNotTakenException {
        attempts++;
        if (mailFails) {
            throw new ReportNotTakenException("no mail today");
        }
        assertThat(unpacked(file)).isEqualTo(report.json());
        mailed.add(report.domain() + " to " + String.join(",", addresses));
    }

    private void post(URI uri, byte[] file) throws ReportNotTakenException {
        if (postFails) {
            throw new ReportNotTakenException("503");
        }
        posted.add(uri.toString());
    }

    private static byte[] unpacked(byte[] file) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wants(String domain, String rua) {
        records.put("_smtp._tls." + domain, "v=TLSRPTv1; rua=" + rua);
    }

    @Test
    @Covers({"R8460-3-01", "R8460-3-09", "R8460-7-02"})
    void tellsEachDomainThatAsksOnceAtAllItsAddresses() throws IOException {
        wants("d.example", "mailto:a@x.example,https://y.example/,mailto:b@x.example");
        ReportRound round = round();
        round.run(ALL_DUE);
        round.run(ALL_DUE.plusSeconds(60));
        round().run(ALL_DUE.plusSeconds(120));

        assertThat(mailed).containsExactly("d.example to a@x.example,b@x.example");
        assertThat(posted).containsExactly("https://y.example/");
        assertThat(store.days()).as("the day is done with").isEmpty();
    }

    /** As DNS has it: the record in pieces. */
    @Test
    @Covers({"R8460-3-01", "R8460-3-07"})
    void readsARecordInSeveralStrings() throws IOException {
        try (LabDns lab = LabDns.start()) {
            lab.publish(lab.zone("d.example")
                    .unsigned()
                    .record("_smtp._tls.d.example", "TXT", "\"v=TLSRP\" \"Tv1; rua=mailto:a\" \"@x.example\""));
            DnsSettings settings = DnsSettings.defaults()
                    .withResolvers(List.of(lab.address()))
                    .withTrustAnchors(lab.trustAnchorFile(directory.resolve("anchors")));
            try (DnsClient real = new DnsClient(settings)) {
                new ReportRound(
                                store,
                                SUBMITTER,
                                ReportTiming.DEFAULT,
                                domain -> domain.equals("d.example"),
                                real,
                                new ReportDelivery(this::mail, this::post))
                        .run(ALL_DUE);
            }
        }

        assertThat(mailed).containsExactly("d.example to a@x.example");
    }

    @Test
    void doesNotReportADayThatIsNotOver() {
        wants("d.example", "mailto:a@x.example");
        round().run(MIDNIGHT.minusSeconds(1));

        assertThat(mailed).isEmpty();
    }

    @Test
    @Covers("R8460-4.1-02")
    void spreadsReportsOverHours() throws IOException {
        String[] domains =
                IntStream.range(0, 50).mapToObj(i -> "d" + i + ".example").toArray(String[]::new);
        save(DAY, domains);
        for (String domain : domains) {
            wants(domain, "mailto:a@" + domain);
        }
        ReportRound round = round();
        List<Integer> byHour = new ArrayList<>();
        for (int minute = 0; minute <= 240; minute++) {
            round.run(MIDNIGHT.plusSeconds(60L * minute));
            if (minute % 60 == 0) {
                byHour.add(mailed.size());
            }
        }

        assertThat(byHour.get(0)).isLessThan(5);
        assertThat(byHour.get(2)).isCloseTo(25, within(12));
        assertThat(byHour.get(4)).isEqualTo(50);
        assertThat(new TreeSet<>(mailed)).hasSize(50);
    }

    @Test
    void keepsItsMomentOverARestartAndHasAnotherOnAnotherNode() {
        Instant moment = ReportTiming.DEFAULT.firstTry(DAY, "d.example", "n1");
        assertThat(ReportTiming.DEFAULT.firstTry(DAY, "d.example", "n1")).isEqualTo(moment);
        assertThat(ReportTiming.DEFAULT.firstTry(DAY, "d.example", "n2")).isNotEqualTo(moment);
        assertThat(ReportTiming.DEFAULT.firstTry(DAY.plusDays(1), "d.example", "n1"))
                .isNotEqualTo(moment.plus(Duration.ofDays(1)));
    }

    @Test
    @Covers("R8460-3-10")
    void isContentWhenOneAddressTakesIt() throws IOException {
        wants("d.example", "https://y.example/,mailto:a@x.example");
        postFails = true;
        round().run(ALL_DUE);

        assertThat(mailed).hasSize(1);
        assertThat(store.days()).isEmpty();
    }

    @Test
    @Covers({"R8460-3-10", "R8460-5.5-01", "R8460-5.5-02"})
    void triesAgainForADayWithGrowingPauses() throws IOException {
        wants("d.example", "https://y.example/,mailto:a@x.example");
        postFails = true;
        mailFails = true;
        Instant first = ReportTiming.DEFAULT.firstTry(DAY, "d.example", "n1");
        ReportRound round = round();
        List<Long> tries = new ArrayList<>();
        for (int minute = 0; minute < 60 * 30; minute++) {
            Instant now = first.plusSeconds(60L * minute);
            int before = attempts;
            round.run(now);
            if (attempts > before) {
                tries.add((long) minute);
            }
        }

        assertThat(tries).containsExactly(0L, 10L, 30L, 70L, 150L, 310L, 630L, 1270L);
        assertThat(store.days()).as("given up").isEmpty();
    }

    @Test
    @Covers("R8460-5.5-01")
    void deliversLaterWhatFailedAtFirst() throws IOException {
        wants("d.example", "mailto:a@x.example");
        mailFails = true;
        ReportRound round = round();
        round.run(ALL_DUE);
        assertThat(store.days()).containsExactly(DAY);
        mailFails = false;
        round.run(ALL_DUE.plus(Duration.ofMinutes(9)));
        assertThat(mailed).isEmpty();
        round.run(ALL_DUE.plus(Duration.ofMinutes(10)));

        assertThat(mailed).hasSize(1);
        assertThat(store.days()).isEmpty();
    }

    @Test
    void waitsForDns() throws IOException {
        wants("d.example", "mailto:a@x.example");
        dnsFails = true;
        ReportRound round = round();
        round.run(ALL_DUE);
        assertThat(store.days()).containsExactly(DAY);
        dnsFails = false;
        round.run(ALL_DUE.plus(Duration.ofMinutes(10)));

        assertThat(mailed).hasSize(1);
    }

    @Test
    @Covers("R8460-8-01")
    void tellsNothingToADomainThatTheAdministratorLeavesOut() throws IOException {
        save(DAY, "silent.example");
        wants("silent.example", "mailto:a@x.example");
        round().run(ALL_DUE);

        assertThat(mailed).isEmpty();
        assertThat(store.days()).isEmpty();
    }

    @Test
    void repeatsNothingAfterARestart() throws IOException {
        wants("d.example", "mailto:a@x.example");
        wants("e.example", "mailto:a@y.example");
        Instant d = ReportTiming.DEFAULT.firstTry(DAY, "d.example", "n1");
        Instant e = ReportTiming.DEFAULT.firstTry(DAY, "e.example", "n1");
        round().run(d.isBefore(e) ? d : e);
        assertThat(mailed).hasSize(1);
        round().run(ALL_DUE);

        assertThat(mailed).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void goesOnWithTheNextDomainWhenARecordIsBroken() {
        wants("d.example", "nonsense");
        wants("e.example", "mailto:a@y.example");
        round().run(ALL_DUE);

        assertThat(mailed).containsExactly("e.example to a@y.example");
    }
}
