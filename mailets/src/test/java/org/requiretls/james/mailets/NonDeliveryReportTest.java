package org.requiretls.james.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.util.MimeMessageUtil;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class NonDeliveryReportTest {

    private static final String MARKER = "the secret plan";
    private static final String SUBJECT = "About the plan";
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final Instant LAST_ATTEMPT = Instant.parse("2026-11-22T05:59:00Z");
    private static final ZonedDateTime ARRIVED = ZonedDateTime.parse("2026-11-21T18:30:00Z");
    private static final DeliveryFailure NO_SUPPORT = new DeliveryFailure(
            EnhancedStatus.REQUIRETLS_SUPPORT_REQUIRED,
            DiagnosticType.THIS_SERVER,
            "550 5.7.30 REQUIRETLS support required",
            Optional.of("mx.example.net"));

    @RegisterExtension
    final CapturedLog log = CapturedLog.of(StatusNotification.class);

    private FakeMailContext context;
    private MailAddress bob;
    private MailAddress carol;

    @BeforeEach
    void setUp() throws Exception {
        context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
        bob = new MailAddress("bob@example.net");
        carol = new MailAddress("carol@example.net");
    }

    @Test
    @Covers({"R8689-5-01", "R8689-5-02"})
    void theReportIsTaggedAsTheMailWas() throws Exception { // R8689-5-01, R8689-5-02
        SentMail sent = reportOn(failed(TlsRequirement.REQUIRED, NO_SUPPORT));

        assertThat(tagOf(sent)).isEqualTo("required");
    }

    @Test
    @Covers("R8689-5-06")
    void theReversePathIsEmpty() throws Exception { // R8689-5-06
        SentMail sent = reportOn(failed(TlsRequirement.REQUIRED, NO_SUPPORT));

        assertThat(sent.getSender()).isNull();
        assertThat(sent.getRecipients()).containsExactly(new MailAddress("alice@example.org"));
        assertThat(sent.getState()).isEqualTo(Mail.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"none", "FULL", "HDRS"},
            nullValues = "none")
    @Covers({"R8689-5-03", "R8689-5-04"})
    void ofProtectedMailOnlyTheHeaderComesBack(Ret ret) throws Exception { // R8689-5-03, R8689-5-04, V8
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        if (ret != null) {
            mail.setDsnParameters(DsnParameters.builder().ret(ret).build().orElseThrow());
        }
        SentMail sent = reportOn(mail);

        assertThat(part(sent, 2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(wire(sent)).doesNotContain(MARKER).contains("Subject: " + SUBJECT);
    }

    @Test
    @Covers("R8689-5-08")
    void redactedHeaderDoesNotTellWhatItIsAbout() throws Exception { // R8689-5-08
        SentMail sent = reportOn(failed(TlsRequirement.REQUIRED, NO_SUPPORT), Map.of("redactHeader", "true"));

        assertThat(wire(sent))
                .doesNotContain(SUBJECT, "dave@example.com", MARKER)
                .contains("Message-ID: <m1@alice>");
    }

    @Test
    void redactionLeavesOtherMailAlone() throws Exception {
        SentMail sent = reportOn(failed(TlsRequirement.NONE, NO_SUPPORT), Map.of("redactHeader", "true"));

        assertThat(wire(sent)).contains(SUBJECT, MARKER);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "OPTIONAL"})
    void otherMailComesBackWhole(TlsRequirement requirement) throws Exception {
        SentMail sent = reportOn(failed(requirement, NO_SUPPORT));

        assertThat(part(sent, 2).getContentType()).startsWith("message/rfc822");
        assertThat(wire(sent)).contains(MARKER);
    }

    @Test
    void otherMailComesBackAsHeaderWhenAskedFor() throws Exception {
        FakeMail mail = failed(TlsRequirement.NONE, NO_SUPPORT);
        mail.setDsnParameters(DsnParameters.builder().ret(Ret.HDRS).build().orElseThrow());

        assertThat(wire(reportOn(mail))).doesNotContain(MARKER).contains("text/rfc822-headers");
    }

    @Test
    void nothingComesBackWhereTheAdministratorSaysSo() throws Exception {
        SentMail sent = reportOn(failed(TlsRequirement.NONE, NO_SUPPORT), Map.of("attachment", "none"));

        assertThat(((MimeMultipart) sent.getMsg().getContent()).getCount()).isEqualTo(2);
        assertThat(wire(sent)).doesNotContain(MARKER, SUBJECT);
    }

    @Test
    void theHeaderComesBackByteForByte() throws Exception {
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        mail.getMessage().setHeader("X-Raw", "gr\u00fc\u00dfe");
        BodyPart header = part(reportOn(mail), 2);

        assertThat(header.getHeader("Content-Transfer-Encoding")).containsExactly("quoted-printable");
        assertThat(new String(header.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                .contains("X-Raw: gr\u00fc\u00dfe\r\n");
    }

    @Test
    @Covers("R8689-5-10")
    void theReportOnANoMailAsksTheSame() throws Exception { // R8689-5-10
        SentMail sent = reportOn(failed(TlsRequirement.OPTIONAL, NO_SUPPORT));

        assertThat(sent.getMsg().getHeader("TLS-Required")).containsExactly("No");
        assertThat(tagOf(sent)).isEqualTo("optional");
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "REQUIRED"})
    @Covers("R8689-5-10")
    void noOtherReportAsksThat(TlsRequirement requirement) throws Exception { // R8689-5-10
        assertThat(reportOn(failed(requirement, NO_SUPPORT)).getMsg().getHeader("TLS-Required"))
                .isNull();
    }

    @Test
    @Covers({"R8689-5-11", "R8689-7-01"})
    void theStatusPartIsWellFormed() throws Exception { // R8689-5-11, R8689-7-01
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        mail.setDsnParameters(DsnParameters.builder()
                .envId(EnvId.of("QQ+2B314159"))
                .addRcptParameter(bob, RecipientDsnParameters.of(new MailAddress("robert@example.com")))
                .build()
                .orElseThrow());

        assertThat(statusPart(reportOn(mail))).isEqualTo("""
                        Original-Envelope-Id: QQ+314159
                        Reporting-MTA: dns; mail.example.org
                        Arrival-Date: Sat, 21 Nov 2026 18:30:00 +0000

                        Original-Recipient: rfc822; robert@example.com
                        Final-Recipient: rfc822; bob@example.net
                        Action: failed
                        Status: 5.7.30
                        Remote-MTA: dns; mx.example.net
                        Diagnostic-Code: x-james; 550 5.7.30 REQUIRETLS support required
                        Last-Attempt-Date: Sun, 22 Nov 2026 05:59:00 +0000

                        Final-Recipient: rfc822; carol@example.net
                        Action: failed
                        Status: 5.7.30
                        Remote-MTA: dns; mx.example.net
                        Diagnostic-Code: x-james; 550 5.7.30 REQUIRETLS support required
                        Last-Attempt-Date: Sun, 22 Nov 2026 05:59:00 +0000
                        """.replace("\n", "\r\n"));
    }

    @Test
    @Covers("R8689-5-11")
    void thePeersWordsAreMarkedAsSuch() throws Exception { // R8689-5-11
        SentMail sent = reportOn(failed(
                TlsRequirement.REQUIRED,
                new DeliveryFailure(
                        new EnhancedStatus(5, 1, 1),
                        DiagnosticType.SMTP,
                        "550 5.1.1 Nobody here",
                        Optional.of("mx.example.net"))));

        assertThat(statusPart(sent)).contains("Diagnostic-Code: smtp; 550 5.1.1 Nobody here\r\n");
        assertThat(text(sent)).contains("answer of the server mx.example.net");
    }

    @Test
    void thePeerCannotAddFields() throws Exception {
        SentMail sent = reportOn(failed(
                TlsRequirement.NONE,
                new DeliveryFailure(
                        EnhancedStatus.UNDEFINED_PERMANENT,
                        DiagnosticType.SMTP,
                        "550 no\r\nAction: delivered\r\n\r\nFinal-Recipient: rfc822; eve@example.com",
                        Optional.of("mx.example.net\r\nStatus: 2.0.0"))));

        assertThat(statusPart(sent).lines())
                .noneMatch(line -> line.startsWith("Action: delivered"))
                .noneMatch(line -> line.startsWith("Final-Recipient: rfc822; eve"))
                .noneMatch(line -> line.startsWith("Status: 2"));
        assertThat(text(sent).lines()).noneMatch(line -> line.startsWith("Action"));
    }

    @Test
    void theHeaderOfTheReportIsComplete() throws Exception {
        MimeMessage report =
                reportOn(failed(TlsRequirement.REQUIRED, NO_SUPPORT)).getMsg();

        assertThat(report.getHeader("From")).containsExactly("Mail Delivery System <postmaster@example.org>");
        assertThat(report.getHeader("To")).containsExactly("alice@example.org");
        assertThat(report.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(report.getSubject()).isEqualTo("Undelivered mail: 5.7.30");
        assertThat(report.getSentDate().toInstant()).isEqualTo(NOW);
        assertThat(report.getHeader("Message-ID")).hasSize(1);
        assertThat(report.getMessageID()).matches("<[0-9a-f-]{36}@mail\\.example\\.org>");
        assertThat(report.getContentType()).startsWith("multipart/report").contains("report-type=delivery-status");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    5.7.30 | No server of the recipient's domain offers to keep that promise
                    5.7.10 | no connection
                    5.1.1  | does not try again
                    4.4.1  | has given up
                    """)
    void theTextExplainsTheStatus(String status, String words) throws Exception {
        SentMail sent = reportOn(failed(
                TlsRequirement.REQUIRED,
                new DeliveryFailure(
                        EnhancedStatus.parse(status).orElseThrow(),
                        DiagnosticType.THIS_SERVER,
                        "what happened",
                        Optional.of("mx.example.net"))));

        assertThat(text(sent))
                .contains(words, "bob@example.net", "carol@example.net", "what happened", "mx.example.net")
                .contains("mail server mail.example.org");
    }

    @Test
    void theTextOfAProtectedReportDoesNotTellTheSubject() throws Exception { // R8689-5-08
        assertThat(text(reportOn(failed(TlsRequirement.REQUIRED, NO_SUPPORT)))).doesNotContain(SUBJECT);
    }

    @ParameterizedTest
    @CsvSource({"NEVER", "SUCCESS", "DELAY"})
    void whoAskedNotToBeToldIsNotTold(Notify notify) throws Exception {
        FakeMail mail = failed(TlsRequirement.NONE, NO_SUPPORT);
        mail.setDsnParameters(DsnParameters.builder()
                .addRcptParameter(bob, RecipientDsnParameters.of(EnumSet.of(notify)))
                .addRcptParameter(carol, RecipientDsnParameters.of(EnumSet.of(Notify.FAILURE, Notify.DELAY)))
                .build()
                .orElseThrow());

        assertThat(statusPart(reportOn(mail))).contains("carol@example.net").doesNotContain("bob@example.net");
    }

    @Test
    void noReportWhereNobodyIsToBeTold() throws Exception {
        FakeMail mail = failed(TlsRequirement.NONE, NO_SUPPORT);
        mail.setDsnParameters(DsnParameters.builder()
                .addRcptParameter(bob, RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)))
                .addRcptParameter(carol, RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)))
                .build()
                .orElseThrow());
        mailet(Map.of("passThrough", "false")).service(mail);

        assertThat(context.getSentMails()).isEmpty();
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        assertThat(log.at(Level.INFO)).singleElement().asString().contains("mail1", "NOTIFY");
    }

    @Test
    @Covers("R8689-5-09")
    void noReportAboutAReport() throws Exception { // R8689-5-09
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT, MaybeSender.nullSender());
        mailet(Map.of("passThrough", "false")).service(mail);

        assertThat(context.getSentMails()).isEmpty();
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        assertThat(log.at(Level.WARN)).singleElement().asString().contains("mail1", "5.7.30", "mx.example.net");
    }

    @Test
    void thePeerCannotAddLinesToTheLog() throws Exception {
        FakeMail mail = failed(
                TlsRequirement.NONE,
                new DeliveryFailure(
                        EnhancedStatus.UNDEFINED_PERMANENT,
                        DiagnosticType.SMTP,
                        "550 no\r\n06:00:00 INFO all is well",
                        Optional.empty()),
                MaybeSender.nullSender());
        mailet(Map.of()).service(mail);

        assertThat(log.at(Level.WARN)).singleElement().asString().doesNotContain("\n", "\r");
    }

    @Test
    void theFailedMailGoesOnByDefault() throws Exception {
        FakeMail mail = failed(TlsRequirement.NONE, NO_SUPPORT);
        reportOn(mail);

        assertThat(mail.getState()).isEqualTo("bounces");
    }

    @Test
    void theFailedMailEndsWithoutPassThrough() throws Exception {
        FakeMail mail = failed(TlsRequirement.NONE, NO_SUPPORT);
        reportOn(mail, Map.of("passThrough", "false"));

        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    }

    @Test
    void whatWasSaidAboutTheFailedMailIsNotSaidAboutTheReport() throws Exception {
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        mail.setAttribute(new Attribute(
                AttributeName.of("org.apache.james.SMTPAuthUser"), AttributeValue.of("alice@example.org")));

        assertThat(reportOn(mail).getAttributes().keySet())
                .containsExactlyInAnyOrder(TlsRequirementCodec.ATTRIBUTE, Mail.SENT_BY_MAILET_ATTRIBUTE.getName());
    }

    @Test
    void aMailWithoutAnyReasonIsReportedAllTheSame() throws Exception {
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        mail.removeAllAttributes();

        assertThat(statusPart(reportOn(mail, Map.of("defaultStatus", "5.1.1"))))
                .contains("Status: 5.1.1\r\n", "x-james; No reason was recorded");
    }

    @Test
    void whatCannotBeSentIsThrown() throws Exception {
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        NonDeliveryReport mailet = mailet(Map.of("passThrough", "false"), contextWithFullQueue());

        assertThatThrownBy(() -> mailet.service(mail)).hasMessage("queue is full");
        assertThat(mail.getState()).isEqualTo("bounces");
    }

    @Test
    void aMissingPostmasterIsThrown() throws Exception {
        FakeMail mail = failed(TlsRequirement.REQUIRED, NO_SUPPORT);
        context = FakeMailContext.defaultContext();

        assertThatThrownBy(() -> reportOn(mail)).hasMessageContaining("<postmaster>");
    }

    @ParameterizedTest
    @CsvSource({
        "passtrough,    false,   <passtrough>",
        "passThrough,   no,      <passThrough> is 'no'",
        "attachment,    body,    <attachment> is 'body'",
        "defaultStatus, unknown, <defaultStatus> is 'unknown'",
        "redactHeader,  yes,     <redactHeader> is 'yes'",
    })
    void aSlipInTheConfigurationStopsTheStart(String name, String value, String complaint) {
        assertThatThrownBy(() -> mailet(Map.of(name, value)))
                .hasMessageContaining("NonDeliveryReport")
                .hasMessageContaining(complaint);
    }

    private FakeMail failed(TlsRequirement requirement, DeliveryFailure failure) throws Exception {
        return failed(requirement, failure, MaybeSender.of(new MailAddress("alice@example.org")));
    }

    private FakeMail failed(TlsRequirement requirement, DeliveryFailure failure, MaybeSender sender) throws Exception {
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .sender(sender)
                .recipients(bob, carol)
                .state("bounces")
                .lastUpdated(Date.from(LAST_ATTEMPT))
                .attribute(new Attribute(AttributeName.of("dsn-arrival-date"), AttributeValue.of(ARRIVED)))
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder()
                        .setSubject(SUBJECT)
                        .addFrom("alice@example.org")
                        .addToRecipient("dave@example.com")
                        .addHeader("Message-ID", "<m1@alice>")
                        .setText(MARKER))
                .build();
        TlsRequirementCodec.write(mail, requirement);
        DeliveryFailureCodec.write(mail, failure);
        return mail;
    }

    private SentMail reportOn(Mail failed) throws Exception {
        return reportOn(failed, Map.of());
    }

    private SentMail reportOn(Mail failed, Map<String, String> parameters) throws Exception {
        mailet(parameters).service(failed);
        assertThat(context.getSentMails()).hasSize(1);
        return context.getSentMails().get(0);
    }

    private NonDeliveryReport mailet(Map<String, String> parameters) throws MessagingException {
        return mailet(parameters, context);
    }

    private static NonDeliveryReport mailet(Map<String, String> parameters, MailetContext context)
            throws MessagingException {
        FakeMailetConfig.Builder config = FakeMailetConfig.builder()
                .mailetName("NonDeliveryReport")
                .mailetContext(context)
                .setProperty("reportingMta", "mail.example.org");
        parameters.forEach(config::setProperty);
        NonDeliveryReport mailet = new NonDeliveryReport(Clock.fixed(NOW, ZoneOffset.UTC));
        mailet.init(config.build());
        return mailet;
    }

    private MailetContext contextWithFullQueue() {
        return (MailetContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailetContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("sendMail")) {
                        throw new MessagingException("queue is full");
                    }
                    return method.invoke(context, arguments);
                });
    }

    private static Object tagOf(SentMail sent) {
        return sent.getAttributes()
                .get(TlsRequirementCodec.ATTRIBUTE)
                .getValue()
                .value();
    }

    private static String text(SentMail sent) throws Exception {
        return (String) part(sent, 0).getContent();
    }

    private static String statusPart(SentMail sent) throws Exception {
        BodyPart part = part(sent, 1);
        assertThat(part.getContentType()).isEqualTo("message/delivery-status");
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Read back from the wire, so that the tests see what a mail program would. */
    private static BodyPart part(SentMail sent, int index) throws Exception {
        MimeMessage received = MimeMessageUtil.mimeMessageFromString(wire(sent));
        return ((MimeMultipart) received.getContent()).getBodyPart(index);
    }

    private static String wire(SentMail sent) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sent.getMsg().writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
