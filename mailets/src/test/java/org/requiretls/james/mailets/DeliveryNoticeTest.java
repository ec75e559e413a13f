package org.requiretls.james.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.failure.DeliveryDelayCodec;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.failure.RemoteHostCodec;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class DeliveryNoticeTest {

    private static final String MARKER = "the secret plan";
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    private FakeMailContext context;
    private MailAddress bob;
    private FakeMail mail;

    @BeforeEach
    void setUp() throws Exception {
        context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
        bob = new MailAddress("bob@example.net");
        mail = FakeMail.builder()
                .name("mail1")
                .sender("alice@example.org")
                .recipient(bob)
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder()
                        .setSubject("About the plan")
                        .setText(MARKER))
                .build();
        DeliveryFailureCodec.write(
                mail,
                new DeliveryFailure(
                        EnhancedStatus.parse("4.4.1").orElseThrow(),
                        DiagnosticType.THIS_SERVER,
                        "450 4.4.1 connection refused",
                        Optional.of("mx.example.net")));
    }

    @Test
    void aDelayIsToldWithItsReasonAndItsEnd() throws Exception {
        DeliveryDelayCodec.writeGivenUpAt(mail, Instant.parse("2026-11-24T06:00:00Z"));

        assertThat(wire(serve("delayed")))
                .contains(
                        "Subject: Delayed mail: 4.4.1",
                        "THIS IS A WARNING ONLY",
                        "until\r\nTuesday, 24 November 2026, 06:00 UTC",
                        "mx.example.net",
                        """
                        Final-Recipient: rfc822; bob@example.net
                        Action: delayed
                        Status: 4.4.1
                        Remote-MTA: dns; mx.example.net
                        Diagnostic-Code: x-james; 450 4.4.1 connection refused
                        """.replace("\n", "\r\n"),
                        "Will-Retry-Until: Tue, 24 Nov 2026 06:00:00 +0000\r\n");
    }

    @Test
    void aDelayWithoutAKnownEndIsToldAllTheSame() throws Exception {
        assertThat(wire(serve("delayed"))).contains("goes on trying.").doesNotContain("Will-Retry-Until");
    }

    @Test
    void aDeliveryIsToldWithoutAReason() throws Exception {
        ask(Notify.SUCCESS);

        assertThat(wire(serve("delivered")))
                .contains("Subject: Delivered mail: 2.0.0", "Action: delivered\r\nStatus: 2.0.0\r\n")
                .doesNotContain("Diagnostic-Code", "connection refused", "Will-Retry-Until");
    }

    /** RFC 3461 section 5.2.2, RFC 3464 section 2.3.3. */
    @Test
    void aHandoverIsToldWithTheHostThatWillSayNoMore() throws Exception {
        ask(Notify.SUCCESS);

        assertThat(wire(serve("relayed")))
                .contains(
                        "Subject: Relayed mail: 2.0.0",
                        "your message is on its way to:\r\n\r\n    bob@example.net",
                        "The server mx.example.net has taken it.",
                        "Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; mx.example.net\r\n")
                .doesNotContain("Diagnostic-Code", "connection refused", "Will-Retry-Until");
    }

    @Test
    void aHandoverToAHostWithoutANameIsToldAllTheSame() throws Exception {
        ask(Notify.SUCCESS);
        RemoteHostCodec.write(mail, Optional.empty());

        assertThat(wire(serve("relayed")))
                .contains("The next server has taken it.")
                .doesNotContain("Remote-MTA");
    }

    @ParameterizedTest(name = "NOTIFY={0}, {1}: told is {2}")
    @CsvSource({
        "NEVER,   delayed,   false",
        "FAILURE, delayed,   false",
        "SUCCESS, delayed,   false",
        "DELAY,   delayed,   true",
        "NEVER,   delivered, false",
        "FAILURE, delivered, false",
        "DELAY,   delivered, false",
        "SUCCESS, delivered, true",
        "NEVER,   relayed,   false",
        "FAILURE, relayed,   false",
        "DELAY,   relayed,   false",
        "SUCCESS, relayed,   true",
        "       , relayed,   false",
        "       , delayed,   true",
        "       , delivered, false"
    })
    void whoIsToldIsUpToNotify(Notify notify, String action, boolean told) throws Exception {
        if (notify != null) {
            ask(notify);
        }
        assertThat(serve(action)).hasSize(told ? 1 : 0);
    }

    /** RFC 8689 section 6, OD-32: such a notice is an origination of its own, and inherits the tag. */
    @ParameterizedTest
    @EnumSource(names = {"REQUIRED", "OPTIONAL"})
    @Covers("R8689-5-01")
    void theNoticeIsProtectedAsTheMailIs(TlsRequirement requirement) throws Exception {
        TlsRequirementCodec.write(mail, requirement);

        SentMail sent = serve("delayed").get(0);
        assertThat(sent.getAttributes()
                        .get(TlsRequirementCodec.ATTRIBUTE)
                        .getValue()
                        .value())
                .isEqualTo(requirement.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(sent.getSender()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delayed", "delivered", "relayed"})
    @Covers("R3461-4.3-01")
    void r3461_4_3_01TheHeaderComesBackWhateverRetSays(String action) throws Exception {
        mail.setDsnParameters(DsnParameters.builder()
                .ret(Ret.FULL)
                .addRcptParameter(bob, RecipientDsnParameters.of(EnumSet.of(Notify.DELAY, Notify.SUCCESS)))
                .build()
                .orElseThrow());

        assertThat(wire(serve(action))).contains("About the plan").doesNotContain(MARKER);
    }

    /** A notice about a notice would go round for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"delayed", "delivered", "relayed"})
    void nobodyIsToldOfAMailWithoutSender(String action) throws Exception {
        FakeMail notice = FakeMail.builder().name("mail2").recipient(bob).build();
        mailet(Map.of("action", action)).service(notice);

        assertThat(context.getSentMails()).isEmpty();
    }

    @Test
    void byDefaultTheMailGoesOn() throws Exception {
        serve("delayed");
        assertThat(mail.getState()).isNotEqualTo(Mail.GHOST);

        mailet(Map.of("action", "delayed", "passThrough", "false")).service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    }

    @ParameterizedTest
    @CsvSource({
        "action, failed, for failures there is NonDeliveryReport",
        "action, Delayed, 'it has to be delayed, delivered or relayed'",
        "action, expanded, 'it has to be delayed, delivered or relayed'",
        "attachment, heads, <attachment>"
    })
    void aSlipInTheConfigurationStopsTheStart(String name, String value, String complaint) {
        assertThatThrownBy(() -> mailet(Map.of(name, value))).hasMessageContaining(complaint);
    }

    private void ask(Notify notify) throws Exception {
        mail.setDsnParameters(DsnParameters.builder()
                .addRcptParameter(bob, RecipientDsnParameters.of(EnumSet.of(notify)))
                .build()
                .orElseThrow());
    }

    private List<SentMail> serve(String action) throws Exception {
        mailet(Map.of("action", action)).service(mail);
        return context.getSentMails();
    }

    private DeliveryNotice mailet(Map<String, String> parameters) throws Exception {
        FakeMailetConfig.Builder config =
                FakeMailetConfig.builder().mailetName("DeliveryNotice").mailetContext(context);
        config.setProperty("reportingMta", "mail.example.org");
        parameters.forEach(config::setProperty);
        DeliveryNotice mailet = new DeliveryNotice(Clock.fixed(NOW, ZoneOffset.UTC));
        mailet.init(config.build());
        return mailet;
    }

    private static String wire(List<SentMail> sent) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sent.get(0).getMsg().writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
