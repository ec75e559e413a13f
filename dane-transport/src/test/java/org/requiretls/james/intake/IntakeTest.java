package org.requiretls.james.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tlsrpt.ResultType;

class IntakeTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T01:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private ReportArchive archive;
    private Intake intake;

    @BeforeEach
    void open() throws IOException {
        archive = ReportArchive.open(directory, new ReportArchive.Bounds(3, Duration.ofDays(60), 2_000), CLOCK);
        intake = new Intake(archive, new Unpacking(10_000, 100_000), CLOCK);
    }

    private static String json(String organization, String day, String type, int sessions) {
        return """
                {"organization-name":"%s","report-id":"%s-%s","contact-info":"a@o.example",
                 "date-range":{"start-datetime":"%sT00:00:00Z","end-datetime":"%sT23:59:59Z"},
                 "policies":[{"policy":{"policy-type":"tlsa","policy-domain":"mx.us.example"},
                   "summary":{"total-successful-session-count":7,"total-failure-session-count":%d},
                   "failure-details":[{"result-type":"%s","receiving-mx-hostname":"mx.us.example",
                     "failed-session-count":%d,"failure-reason-code":"on %s"}]}]}""".formatted(organization, organization, day, day, day, sessions, type, sessions, day);
    }

    private static String json() {
        return json("O", "2026-11-25", "certificate-expired", 2);
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(file)) {
            out.write(text);
        }
        return file.toByteArray();
    }

    private static MimeMessage mail(String text) throws MessagingException {
        return new MimeMessage(null, new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static MimeMessage report(String mediaType, byte[] file) throws MessagingException {
        return mail("Subject: Report Domain: other.example\r\n"
                + "Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=b\r\n\r\n"
                + "--b\r\n\r\nText\r\n--b\r\nContent-Type: " + mediaType + "; name=\"x!other.example!1!2.json.gz\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(file) + "\r\n--b--\r\n");
    }

    private static MimeMessage gzipped(String json) throws MessagingException, IOException {
        return report("application/tlsrpt+gzip", gzip(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @Covers("R8460-5.6-01")
    void takesWhatTheTextSaysAndNotTheSubject() throws Exception {
        intake.take(gzipped(json()));

        assertThat(Trouble.in(archive.all()))
                .containsExactly(new Trouble(
                        "mx.us.example",
                        "O",
                        "a@o.example",
                        ResultType.CERTIFICATE_EXPIRED,
                        Optional.of("mx.us.example"),
                        Optional.of("on 2026-11-25"),
                        2,
                        Instant.parse("2026-11-25T00:00:00Z"),
                        Instant.parse("2026-11-25T23:59:59Z")));
    }

    @Test
    void takesPlainTextAndWholeMailsAndUpperCase() throws Exception {
        intake.take(report("Application/TLSRPT+JSON", json().getBytes(StandardCharsets.UTF_8)));
        intake.take(mail("Content-Type: application/tlsrpt+json\r\n\r\n" + json("P", "2026-11-25", "tlsa-invalid", 1)));

        assertThat(archive.all()).hasSize(2);
    }

    @Test
    void keepsAReportThatComesTwiceOnce() throws Exception {
        intake.take(gzipped(json()));
        intake.take(gzipped(json()));

        assertThat(archive.all()).hasSize(1);
    }

    @Test
    void remembersOverARestart() throws Exception {
        intake.take(gzipped(json()));
        Files.writeString(directory.resolve("broken.json"), "{");
        ReportArchive again = ReportArchive.open(directory, ReportArchive.Bounds.DEFAULT, CLOCK);

        assertThat(again.all()).isEqualTo(archive.all());
    }

    @Test
    void keepsTheLatestOfMany() throws Exception {
        for (int day = 10; day < 20; day++) {
            intake.take(gzipped(json("O", "2026-11-" + day, "tlsa-invalid", 1)));
        }

        assertThat(archive.all())
                .extracting(report -> report.id())
                .containsExactly("O-2026-11-17", "O-2026-11-18", "O-2026-11-19");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(3);
        }
    }

    /** Anybody can sign a mail and send a large report, and another one. */
    @Test
    void keepsNoMoreOctetsThanItMay() throws Exception {
        for (int day = 10; day < 20; day++) {
            intake.take(gzipped(json("O".repeat(500), "2026-11-" + day, "tlsa-invalid", 1)));
        }
        assertThat(archive.all()).hasSize(1);
        assertThatThrownBy(() -> intake.take(gzipped(json("O".repeat(2000), "2026-11-20", "tlsa-invalid", 1))))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("larger");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    /** A flood of reports must not wash away what others have seen. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "x%d.evil.example"})
    void keepsTheReportsOfOthersWhereOneSendsTooMany(String reporter) throws Exception {
        intake.take(gzipped(json("O", "2026-11-10", "tlsa-invalid", 1).replace("o.example", "honest.example")));
        for (int day = 11; day < 20; day++) {
            intake.take(gzipped(
                    json("E", "2026-11-" + day, "tlsa-invalid", 1).replace("o.example", reporter.formatted(day))));
        }

        assertThat(archive.all())
                .extracting(report -> report.id())
                .contains("O-2026-11-10")
                .hasSize(3);
    }

    @Test
    void forgetsWhatIsOld() throws Exception {
        intake.take(gzipped(json("O", "2026-09-26", "tlsa-invalid", 1)));
        intake.take(gzipped(json("O", "2026-11-25", "tlsa-invalid", 1)));

        assertThat(archive.all()).extracting(report -> report.id()).containsExactly("O-2026-11-25");
    }

    @Test
    void addsUpTheSameTrouble() throws Exception {
        intake.take(gzipped(json("O", "2026-11-23", "tlsa-invalid", 1)));
        intake.take(gzipped(json("O", "2026-11-25", "tlsa-invalid", 4)));
        intake.take(gzipped(json("P", "2026-11-24", "tlsa-invalid", 2)));

        List<Trouble> troubles = Trouble.in(archive.all());
        assertThat(troubles).hasSize(2);
        assertThat(troubles.get(0).organization()).isEqualTo("O");
        assertThat(troubles.get(0).sessions()).isEqualTo(5);
        assertThat(troubles.get(0).since()).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(troubles.get(0).until()).isEqualTo("2026-11-25T23:59:59Z");
        assertThat(troubles.get(0).reasonCode()).contains("on 2026-11-25");
    }

    private void assertRefused(MimeMessage mail, String reason) {
        assertThatThrownBy(() -> intake.take(mail))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining(reason);
        assertThat(archive.all()).isEmpty();
    }

    @Test
    @Covers("R8460-7-01")
    void stopsAtABomb() throws Exception {
        assertRefused(report("application/tlsrpt+gzip", gzip(new byte[5_000_000])), "more than 100000 octets unpacked");
        assertRefused(report("application/tlsrpt+gzip", new byte[10_001]), "more than 10000 octets packed");
        assertRefused(report("application/tlsrpt+json", new byte[100_001]), "more than 100000 octets packed");
    }

    @Test
    void refusesWhatIsNoReport() throws Exception {
        assertRefused(report("application/tlsrpt+gzip", new byte[] {1, 2, 3}), "can't be unpacked");
        assertRefused(gzipped("{}"), "date-range");
        assertRefused(gzipped("not JSON"), "not JSON");
        byte[] cut = gzip(json().getBytes(StandardCharsets.UTF_8));
        assertRefused(report("application/tlsrpt+gzip", Arrays.copyOf(cut, cut.length - 12)), "can't be unpacked");
        assertRefused(mail("Content-Type: text/plain\r\n\r\nhello"), "no part that is a report");
        assertRefused(mail("Content-Type: multipart/mixed\r\n\r\nno boundary"), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-28", "9999-12-31"})
    void refusesTheFuture(String day) throws Exception {
        assertRefused(gzipped(json("O", day, "tlsa-invalid", 1)), "not over");
    }

    @Test
    void refusesAYear() throws Exception {
        assertRefused(gzipped(json().replace("2026-11-25T00", "2025-11-25T00")), "more than 8 days");
    }

    @Test
    void doesNotFollowNestingForEver() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int depth = 0; depth < 2000; depth++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(depth)
                    .append("\r\n\r\n--b")
                    .append(depth)
                    .append("\r\n");
        }
        assertRefused(mail(text + "Content-Type: application/tlsrpt+json\r\n\r\n{}"), "no part that is a report");
    }
}
