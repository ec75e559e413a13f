package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.session.SessionFacts;
import org.requiretls.james.session.SessionFacts.Keyword;
import org.requiretls.james.session.SessionFactsCodec;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** What a received mail tells of its session: to mailets by attributes, to everybody by its Received field. */
class SessionFactsTest {

    private static final String FORGERY = "Received: from x\r\n          by evil.example (x) with ESMTP ID 1;\r\n"
            + "          Wed, 25 Nov 2026 22:00:00 +0000 (UTC)\r\n";
    private static final String MESSAGE =
            "From: a@client.example\r\nSubject: x\r\n\r\n" + "          by a.example (x) with ESMTP ID 1;";

    private JamesUnderTest james;

    @BeforeEach
    void start() throws Exception {
        james = JamesUnderTest.smtp(Listener.STARTTLS);
    }

    @AfterEach
    void stop() {
        james.close();
    }

    @Test
    @Covers("S-SUB-03")
    void s_sub_03InsideTlsVersionSuiteAndKeywordAreKnown() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            wire.send("EHLO client.example");
            wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE);
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
        }
        assertThat(facts(0).tls()).hasValueSatisfying(tls -> {
            assertThat(tls.version()).isEqualTo("TLSv1.3");
            assertThat(tls.cipherSuite()).startsWith("TLS_");
        });
        assertThat(facts(0).keyword()).isEqualTo(Keyword.USED);
        assertThat(facts(1).keyword()).isEqualTo(Keyword.NOT_USED);
    }

    @Test
    @Covers("S-SUB-03")
    void s_sub_03InClearTextNothingProtects() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
        }
        assertThat(facts(0).tls()).isEmpty();
        assertThat(mail(0).getAttribute(SessionFactsCodec.CIPHER_SUITE)).isEmpty();
    }

    @Test
    @Covers("R8314-4.3-01")
    void r8314_4_3_01TheReceivedFieldTellsTypeAndSuite() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            wire.send("EHLO client.example");
            wire.transaction("MAIL FROM:<a@client.example>", FORGERY + MESSAGE);
        }
        String suite = facts(0).tls().orElseThrow().cipherSuite();
        assertThat(text(0))
                .matches("(?s)Received: from \\S+ \\(EHLO client.example\\) \\(\\[127.0.0.1\\]\\)\\r\\n"
                        + "\\s+by james.example \\(JAMES SMTP Server \\) with ESMTPS ID \\S+\\r\\n"
                        + "\\s+for <bob@example.local> tls " + suite + ";\\r\\n.*")
                // What the client sent is its own business, forged or not.
                .endsWith(FORGERY + MESSAGE + "\r\n");
    }

    @Test
    void inClearTextAndAfterHeloTheFieldIsThatOfJames() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
            wire.send("HELO client.example");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
        }
        assertThat(text(0)).contains(" with ESMTP ID ").doesNotContain(" tls ");
        assertThat(text(1)).contains(" with SMTP ID ").doesNotContain(" tls ");
    }

    /** Each transaction has a field of its own, however many a connection carries. */
    @Test
    void theSecondTransactionIsMendedAsWell() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            wire.send("EHLO client.example");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
        }
        assertThat(text(1)).contains(" with ESMTPS ID ").endsWith("\r\n" + MESSAGE + "\r\n");
    }

    /** James writes ESMTP for LMTP, so that ESMTPS is what becomes of it. */
    @Test
    void overLmtpTheMessageIsDeliveredThroughTheSameFilters() throws Exception {
        try (JamesUnderTest lmtp = JamesUnderTest.lmtp(Listener.IMPLICIT_TLS);
                SmtpWire wire = SmtpWire.connectWithTls(lmtp)) {
            wire.send("LHLO client.example");
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE))
                    .startsWith("250");
            assertThat(lmtp.processedTexts()).singleElement().asString().contains(" with ESMTPS ID ");
        }
    }

    private SessionFacts facts(int index) {
        return SessionFactsCodec.read(mail(index)).orElseThrow();
    }

    private Mail mail(int index) {
        return james.queued().get(index);
    }

    private String text(int index) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail(index).getMessage().writeTo(bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
