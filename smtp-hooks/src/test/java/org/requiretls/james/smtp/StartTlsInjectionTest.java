package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.tag.TlsRequirement.NONE;
import static org.requiretls.james.tag.TlsRequirement.REQUIRED;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** Clear text behind STARTTLS, in one write with it, as an attacker on the path would put it there. */
class StartTlsInjectionTest {

    private static final String INJECTED = "STARTTLS\r\nMAIL FROM:<evil@client.example> REQUIRETLS\r\n";
    private static final String MESSAGE = "From: a@client.example\r\n\r\nStartTLS\r\nstarttls\r\nbody";

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
    void afterEhlo() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            wire.raw(INJECTED);
            assertRefusedAndClosed(wire);
        }
    }

    @Test
    void afterARefusedData() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.send("DATA")).startsWith("503");
            wire.raw(INJECTED);
            assertRefusedAndClosed(wire);
        }
    }

    @Test
    void afterAMessage() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                    .startsWith("250");
            wire.raw(INJECTED);
            assertRefusedAndClosed(wire);
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    /** James cannot look into this write, it reads a message; what follows the message is stopped when executed. */
    @Test
    void inOneWriteWithTheEndOfAMessage() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            beginMessage(wire);
            wire.raw(MESSAGE + "\r\n.\r\n" + INJECTED);
            assertThat(wire.reply()).startsWith("250");
            assertThat(wire.reply()).startsWith("220");
            wire.handshake();
            assertThat(wire.reply()).startsWith("421 4.7.0 ");
            assertThat(wire.reply()).isEqualTo("closed");
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    @Test
    void aWholeTransactionInOneWriteWithTheEndOfAMessage() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            beginMessage(wire);
            wire.raw(MESSAGE + "\r\n.\r\n" + INJECTED + "RCPT TO:<bob@example.local>\r\nDATA\r\n" + MESSAGE
                    + "\r\n.\r\n");
            assertThat(wire.reply()).startsWith("250");
            assertThat(wire.reply()).startsWith("220");
            wire.handshake();
            assertThat(wire.reply()).startsWith("421 4.7.0 ");
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    /** The injected half line swallows the client's EHLO, and runs inside real TLS; it was never offered anything. */
    @Test
    void halfALineInOneWriteWithTheEndOfAMessage() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            beginMessage(wire);
            wire.raw(MESSAGE + "\r\n.\r\nSTARTTLS\r\nMAIL FROM:<evil@client.example> REQUIRETLS X=");
            assertThat(wire.reply()).startsWith("250");
            assertThat(wire.reply()).startsWith("220");
            wire.handshake();
            assertThat(wire.send("EHLO-client.example")).startsWith("503 5.5.1 ");
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    /** The guard is not in the way of a client that changes its mind after a refused or a finished message. */
    @Test
    void v1AnHonestClientMayStartTlsLate() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("530 5.7.10 ");
            assertThat(wire.send("DATA")).startsWith("503");
            assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                    .startsWith("250");
            assertThat(wire.send("STARTTLS")).startsWith("220");
            wire.handshake();
            assertThat(wire.send("EHLO client.example")).contains("REQUIRETLS");
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE))
                    .startsWith("250");
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE))
                    .startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(NONE, REQUIRED, REQUIRED);
    }

    private static void beginMessage(SmtpWire wire) throws Exception {
        wire.send("EHLO client.example");
        wire.send("MAIL FROM:<a@client.example>");
        wire.send("RCPT TO:<bob@example.local>");
        assertThat(wire.send("DATA")).startsWith("354");
    }

    private static void assertRefusedAndClosed(SmtpWire wire) throws Exception {
        assertThat(wire.reply()).startsWith("451");
        assertThat(wire.reply()).isEqualTo("closed");
    }
}
