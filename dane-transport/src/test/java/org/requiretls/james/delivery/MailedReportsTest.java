package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import javax.mail.internet.MimeUtility;
import org.apache.james.core.MailAddress;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.reporting.ReportNotTakenException;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.PolicyCount;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.Submitter;

class MailedReportsTest {

    private static final byte[] FILE = {31, -117, 8, 0, 1, 2, 3};
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T01:02:03Z"), ZoneOffset.UTC);
    private static final Report REPORT = new Report(
            new Submitter("Out", "tls@out.example", "n1"),
            LocalDate.of(2026, 11, 25),
            "d.example",
            List.of(new PolicyCount(AppliedPolicy.none("d.example"), 1, 0, Map.of())));

    private final FakeMailContext context = FakeMailContext.defaultContext();

    private SentMail sent(List<String> addresses) throws ReportNotTakenException {
        new MailedReports(context, Optional.of("signing"), CLOCK).mail(REPORT, FILE, addresses);
        assertThat(context.getSentMails()).hasSize(1);
        return context.getSentMails().get(0);
    }

    @Test
    @Covers({"R8460-5.3-07", "R8460-3-13"})
    void goesToTheSigningProcessorWithNoWayBack() throws Exception {
        SentMail mail = sent(List.of("a@x.example", "b@y.example"));

        assertThat(mail.getState()).isEqualTo("signing");
        assertThat(mail.getSender()).isNull();
        assertThat(mail.getRecipients())
                .containsExactly(new MailAddress("a@x.example"), new MailAddress("b@y.example"));
        assertThat(mail.getAttributes()).containsKey(TlsRequirementCodec.ATTRIBUTE);
    }

    @Test
    @Covers({
        "R8689-4.3-02",
        "R8460-5.3-02",
        "R8460-5.3-03",
        "R8460-5.3-04",
        "R8460-5.3-06",
        "R8460-5.1-01",
        "R8460-5.1-02"
    })
    void isAMultipartReport() throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ReportMail.compose(REPORT, FILE, List.of("a@x.example"), CLOCK).writeTo(octets);
        MimeMessage read = new MimeMessage(null, new ByteArrayInputStream(octets.toByteArray()));

        assertThat(octets.toString(StandardCharsets.ISO_8859_1)).isASCII();
        assertThat(read.getContentType()).startsWith("multipart/report; report-type=\"tlsrpt\"");
        assertThat(MimeUtility.unfold(read.getHeader("Subject", null)))
                .isEqualTo(
                        "Report Domain: d.example Submitter: out.example Report-ID: <2026-11-25.n1.d.example@out.example>");
        assertThat(read.getHeader("TLS-Report-Domain")).containsExactly("d.example");
        assertThat(read.getHeader("TLS-Report-Submitter")).containsExactly("out.example");
        assertThat(read.getHeader("TLS-Required")).containsExactly("No");
        assertThat(read.getHeader("Message-ID")).containsExactly("<2026-11-25.n1.d.example@out.example>");
        assertThat(read.getFrom()[0]).hasToString("tls@out.example");
        assertThat(read.getSentDate()).isEqualTo(CLOCK.instant());

        MimeMultipart parts = (MimeMultipart) read.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        MimeBodyPart file = (MimeBodyPart) parts.getBodyPart(1);
        assertThat(file.getContentType()).startsWith("application/tlsrpt+gzip");
        assertThat(file.getEncoding()).isEqualTo("base64");
        assertThat(file.getFileName()).isEqualTo("out.example!d.example!1795564800!1795651199!n1.json.gz");
        try (InputStream content = file.getInputStream()) {
            assertThat(content.readAllBytes()).isEqualTo(FILE);
        }
    }

    @Test
    @Covers({"R8460-3-15", "R8460-5.3-01"})
    void isNotMailedUnsigned() {
        assertThatThrownBy(() ->
                        new MailedReports(context, Optional.empty(), CLOCK).mail(REPORT, FILE, List.of("a@x.example")))
                .isInstanceOf(ReportNotTakenException.class)
                .hasMessageContaining("<tlsReportProcessor>");
        assertThat(context.getSentMails()).isEmpty();
    }

    @Test
    void saysWhereMailCannotBeSentTo() {
        assertThatThrownBy(() -> sent(List.of("a@x.example", "no address")))
                .isInstanceOf(ReportNotTakenException.class)
                .hasMessageContaining("signing");
        assertThat(context.getSentMails()).isEmpty();
    }
}
