package org.requiretls.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.core.healthcheck.Result;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.intake.ReportArchive;
import org.requiretls.james.intake.ReportArchives;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.PolicyCount;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.requiretls.james.tlsrpt.ResultType;
import reactor.core.publisher.Mono;

class TlsReportIntakeTest {

    private static final AttributeName DKIM = AttributeName.of("jDKIM.AUTHRESULT");
    private static final LocalDate YESTERDAY =
            LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC).minusDays(1);

    @TempDir
    private Path james;

    private final ReportArchives archives = new ReportArchives();
    private final RecordingMetricFactory metrics = new RecordingMetricFactory();
    private TlsReportIntake mailet;

    private final FileSystem files = new FileSystem() {
        @Override
        public InputStream getResource(String url) {
            throw new UnsupportedOperationException(url);
        }

        @Override
        public File getFile(String url) {
            assertThat(url).isEqualTo("file://var/tls-reports");
            return james.resolve("tls-reports").toFile();
        }

        @Override
        public File getBasedir() {
            return james.toFile();
        }
    };

    private void start(String... parameters) throws MessagingException {
        FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("TlsReportIntake");
        for (int i = 0; i < parameters.length; i += 2) {
            config.setProperty(parameters[i], parameters[i + 1]);
        }
        mailet = new TlsReportIntake(files, metrics, archives);
        mailet.init(config.build());
    }

    @AfterEach
    void stop() {
        mailet.destroy();
        assertThat(archives.isEmpty()).isTrue();
    }

    private static FakeMail report(String organization) throws MessagingException, IOException {
        String json = """
                {"organization-name":"%s","report-id":"1","contact-info":"a@o.example",
                 "date-range":{"start-datetime":"%sT00:00:00Z","end-datetime":"%sT23:59:59Z"},
                 "policies":[{"policy":{"policy-type":"tlsa","policy-domain":"mx.us.example"},
                   "summary":{"total-successful-session-count":7,"total-failure-session-count":2},
                   "failure-details":[{"result-type":"tlsa-invalid","receiving-mx-hostname":"mx.us.example",
                     "failed-session-count":2}]}]}""".formatted(organization, YESTERDAY, YESTERDAY);
        return mail(MimeMessageBuilder.mimeMessageBuilder()
                .setSubject("Report")
                .setContent(MimeMessageBuilder.multipartBuilder()
                        .addBody(MimeMessageBuilder.bodyPartBuilder().data("Text"))
                        .addBody(MimeMessageBuilder.bodyPartBuilder()
                                .data(json)
                                .addHeader("Content-Type", "application/tlsrpt+json")))
                .build());
    }

    private static FakeMail mail(MimeMessage message) throws MessagingException {
        return FakeMail.builder()
                .name("m1")
                .sender("a@o.example")
                .recipient("tlsrpt@us.example")
                .mimeMessage(message)
                .state(Mail.DEFAULT)
                .build();
    }

    private static FakeMail signed(FakeMail mail) {
        mail.setAttribute(new Attribute(DKIM, AttributeValue.of("pass (identity @o.example)")));
        return mail;
    }

    @Test
    void keepsASignedReport() throws Exception {
        start();
        Mail mail = signed(report("O"));
        mailet.service(mail);

        assertThat(archives.all()).hasSize(1);
        assertThat(mail.getState()).isEqualTo(Mail.DEFAULT);
        assertThat(james.resolve("tls-reports")).isDirectoryContaining("glob:**.json");
        assertThat(metrics.countFor("tlsReportsKept")).isEqualTo(1);
    }

    @Test
    @Covers("R8460-3-18")
    void ignoresAnUnsignedOne() throws Exception {
        start();
        FakeMail unchecked = report("O");
        mailet.service(unchecked);
        FakeMail failed = report("O");
        failed.setAttribute(new Attribute(DKIM, AttributeValue.of("permfail (body hash)")));
        mailet.service(failed);

        assertThat(archives.all()).isEmpty();
        assertThat(metrics.countFor("tlsReportsRefused")).isEqualTo(2);
        assertThat(unchecked.getState()).isEqualTo(Mail.DEFAULT);
    }

    /** The report says that it is from o.example. */
    @ParameterizedTest
    @CsvSource({
        "pass (identity @o.example), '', 1",
        "pass (identity reports@mail.o.example), '', 1",
        "pass (identity @list.example) (identity @O.Example), '', 1",
        "pass (identity @evil.example), '', 0",
        "pass (identity @notto.example), '', 0",
        "pass (identity @o.example.evil.example), '', 0",
        "pass, '', 0",
        "passably (identity), '', 0",
        "pass (identity @o.example), v=1; d=o.example; l=0; b=x, 0",
        "pass (identity @o.example), 'v=1; d=o.example; h=from:\r\n\tl=; l =\t12; b=x', 0",
        "pass (identity @o.example), v=1; d=o.example; bh=l=; b=x, 1",
        "pass (identity a) (identity @o.example) (identity b@evil.example), v=1; i=a=29=20=28identity=20@o.example=29=20=28identity=20b@evil.example; d=evil.example, 0",
        "pass (identity a) (identity @o.example) (identity b@evil.example), v=1; i=a) (identity @o.example) (identity b@evil.example; d=evil.example, 0",
    })
    @Covers("R8460-3-18")
    void takesOnlyWhatTheReporterHasSigned(String result, String signature, int kept) throws Exception {
        start();
        FakeMail mail = report("O");
        mail.setAttribute(new Attribute(DKIM, AttributeValue.of(result)));
        if (!signature.isEmpty()) {
            mail.getMessage().setHeader("DKIM-Signature", signature);
        }
        mailet.service(mail);

        assertThat(archives.all()).hasSize(kept);
        assertThat(mail.getState()).isEqualTo(Mail.DEFAULT);
    }

    /** JavaMail throws at some of them, with all sorts of exceptions. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/report\r\n\r\n--b\r\n",
                "Content-Type: application/tlsrpt+json\r\nContent-Transfer-Encoding: quadruple\r\n\r\n{}",
                "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\nH4sI*A",
            })
    void letsABrokenMailGoOn(String text) throws Exception {
        start("unsigned", "accept");
        Mail mail = mail(new MimeMessage(null, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII))));
        mailet.service(mail);

        assertThat(archives.all()).isEmpty();
        assertThat(mail.getState()).isEqualTo(Mail.DEFAULT);
    }

    @Test
    void takesAnUnsignedOneWhereTheAdministratorSaysSo() throws Exception {
        start("unsigned", "accept", "afterwards", "drop");
        Mail mail = report("O");
        mailet.service(mail);

        assertThat(archives.all()).hasSize(1);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    }

    @Test
    void letsAMailGoOnThatItDoesNotKeep() throws Exception {
        start("unsigned", "accept", "afterwards", "drop");
        Mail other =
                mail(MimeMessageBuilder.mimeMessageBuilder().setText("hello").build());
        mailet.service(other);
        Mail broken = mail(MimeMessageBuilder.mimeMessageBuilder()
                .setText("{}", "application/tlsrpt+json")
                .build());
        mailet.service(broken);

        assertThat(other.getState()).isEqualTo(Mail.DEFAULT);
        assertThat(broken.getState()).isEqualTo(Mail.DEFAULT);
        assertThat(metrics.countFor("tlsReportsRefused")).isEqualTo(1);
    }

    @Test
    void refusesParametersThatItDoesNotKnow() throws Exception {
        assertThatThrownBy(() -> start("Directory", "x")).hasMessageContaining("there are directory");
        assertThatThrownBy(() -> start("unsigned", "maybe")).hasMessageContaining("neither ignore nor accept");
    }

    /** Strangers decide how much there is to tell, and how long a name is. */
    @Test
    void tellsNoMoreThanAnybodyCanRead() throws Exception {
        start();
        Map<FailureDetail, Long> details = IntStream.range(0, 1500)
                .boxed()
                .collect(Collectors.toMap(
                        i -> FailureDetail.atHost(ResultType.TLSA_INVALID, "m".repeat(10_000) + i, "x"), i -> 1L));
        Instant noon = Clock.systemUTC().instant();
        ReceivedReport report = new ReceivedReport(
                "O",
                "a@o.example",
                "1",
                noon.minusSeconds(60),
                noon,
                List.of(new PolicyCount(AppliedPolicy.tlsa("mx.us.example", List.of()), 0, 1500, details)));
        ReportArchive archive =
                ReportArchive.open(james.resolve("tls-reports"), ReportArchive.Bounds.DEFAULT, Clock.systemUTC());
        archive.keep(report, new byte[0]);
        archives.add(archive);

        JsonNode answer = new ObjectMapper().readTree(TlsReportRoutes.text(archives.all(), null));
        assertThat(answer.get("troubles")).hasSize(1000);
        assertThat(answer.get("troublesLeftOut").intValue()).isEqualTo(500);
        assertThat(Mono.from(new TlsReportHealthCheck(archives).check())
                        .block()
                        .getCause()
                        .orElseThrow())
                .hasSizeLessThan(400);
        archives.remove(archive);
    }

    @Test
    void tellsWebAdminAndTheHealthCheck() throws Exception {
        start();
        TlsReportHealthCheck health = new TlsReportHealthCheck(archives);
        assertThat(Mono.from(health.check()).block()).isEqualTo(Result.healthy(health.componentName()));

        mailet.service(signed(report("<script>\\n")));

        Result result = Mono.from(health.check()).block();
        assertThat(result.isDegraded()).isTrue();
        assertThat(result.getCause().orElseThrow()).contains("2 sessions", "tlsa-invalid at mx.us.example");
        JsonNode answer = new ObjectMapper().readTree(TlsReportRoutes.text(archives.all(), "MX.us.example"));
        assertThat(answer.get("reports").intValue()).isEqualTo(1);
        assertThat(answer.get("successfulSessions").intValue()).isEqualTo(7);
        assertThat(answer.at("/troubles/0/organization").textValue()).isEqualTo("<script>\n");
        assertThat(answer.at("/troubles/0/result").textValue()).isEqualTo("tlsa-invalid");
        assertThat(answer.at("/troubles/0/since").textValue()).isEqualTo(YESTERDAY + "T00:00:00Z");
        assertThat(new ObjectMapper()
                        .readTree(TlsReportRoutes.text(archives.all(), "other.example"))
                        .get("troubles"))
                .isEmpty();
    }
}
