package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.requiretls.james.lab.client.MailboxMessage;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.StockJames;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;

/** An unchanged James takes mail over TLS and delivers it, so that what later tests see is the doing of the bundle. */
@TestInstance(Lifecycle.PER_CLASS)
class StockJamesIT {

    private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(30);
    private static final String ATTRIBUTE = "org.requiretls.tls-requirement";

    private final Identity identity =
            CertificateMaker.leaf("mx.a.test").selfSigned().make();

    private JamesHome home;
    private JamesProcess james;

    @BeforeAll
    void start() throws IOException {
        home = Laboratory.jamesFor("a.test")
                .identity(identity)
                .user("starttls@a.test", Laboratory.PASSWORD)
                .user("implicit@a.test", Laboratory.PASSWORD)
                .user("untagged@a.test", Laboratory.PASSWORD)
                .user("tagged@a.test", Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("stock"));
        home.showAttribute(ATTRIBUTE, "X-Test-Tag");
        home.insertBeforeMailet(
                "MailAttributesToMimeHeaders",
                "<mailet match=\"RecipientIs=tagged@a.test\" class=\"SetMailAttribute\"/>");
        home.setMailetParameter("SetMailAttribute", ATTRIBUTE, "to be seen");
        james = JamesLauncher.of(home).start();
    }

    @AfterAll
    void stop() {
        if (james != null) {
            james.stop();
        }
    }

    @Test
    void hasTheJarsThatItsManifestNamesAndNoOthers() {
        StockJames stock = Laboratory.stockJames();

        assertThat(stock.libraries())
                .as("other jars than the manifest names come from an older build: mvn clean takes them away")
                .isEqualTo(stock.classPath())
                .hasSize(313);
    }

    @Test
    void isHealthyAndKnowsItsDomainOnly() throws IOException {
        assertThat(james.webAdmin().get("/healthcheck").statusCode()).isEqualTo(200);
        assertThat(james.webAdmin().get("/domains").body()).isEqualTo("[\"a.test\"]");
    }

    @Test
    void deliversMailThatCameByStartTls() throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(home.endpoints().smtp())) {
            assertThat(smtp.expect(250, "EHLO client.test").announces("STARTTLS"))
                    .isTrue();
            assertThat(smtp.tlsSession()).isEmpty();
            assertThat(smtp.startTls().code()).isEqualTo(220);
            assertThat(smtp.tlsSession().orElseThrow().getPeerCertificates()).containsExactly(identity.certificate());
            send(smtp, "starttls@a.test");
        }

        MailboxMessage message =
                home.mailbox("starttls@a.test").await(1, DELIVERY_LIMIT).get(0);
        assertThat(message.header("Subject")).hasValue("to starttls@a.test");
        assertThat(message.header("Message-ID")).hasValue("<starttls@a.test>");
        assertThat(message.body()).isEqualTo("first\r\n.\r\n..last\r\n");
        assertThat(message.header("Received"))
                .hasValueSatisfying(received -> assertThat(received).contains("EHLO client.test", "by mx.a.test"));
    }

    @Test
    void deliversMailThatCameByImplicitTlsFromAUser() throws IOException {
        try (RawSmtp smtp = RawSmtp.connectImplicitTls(home.endpoints().smtps())) {
            smtp.expect(250, "EHLO client.test");
            assertThat(smtp.authPlain("implicit@a.test", "wrong").code()).isEqualTo(535);
            assertThat(smtp.authPlain("implicit@a.test", Laboratory.PASSWORD).code())
                    .isEqualTo(235);
            send(smtp, "implicit@a.test");
        }

        assertThat(home.mailbox("implicit@a.test").await(1, DELIVERY_LIMIT)).hasSize(1);
    }

    @Test
    void showsAnAttributeOfADeliveredMailAsAHeaderField() throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(home.endpoints().submission())) {
            smtp.expect(250, "EHLO client.test");
            send(smtp, "tagged@a.test");
            send(smtp, "untagged@a.test");
        }

        assertThat(home.mailbox("tagged@a.test").await(1, DELIVERY_LIMIT).get(0).headers("X-Test-Tag"))
                .containsExactly("to be seen");
        assertThat(home.mailbox("untagged@a.test")
                        .await(1, DELIVERY_LIMIT)
                        .get(0)
                        .headers("X-Test-Tag"))
                .isEmpty();
    }

    private static void send(RawSmtp smtp, String recipient) throws IOException {
        smtp.expect(250, "MAIL FROM:<sender@elsewhere.test>");
        smtp.expect(250, "RCPT TO:<" + recipient + ">");
        assertThat(smtp.data("""
                                From: sender@elsewhere.test
                                Subject: to %1$s
                                Message-ID: <%1$s>

                                first
                                .
                                ..last
                                """.formatted(recipient)).code()).isEqualTo(250);
    }
}
