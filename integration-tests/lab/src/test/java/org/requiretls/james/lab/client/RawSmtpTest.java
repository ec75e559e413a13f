package org.requiretls.james.lab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class RawSmtpTest {

    @Test
    void readsRepliesOfSeveralLines() throws IOException {
        try (ScriptedServer server =
                        new ScriptedServer("220 ready\r\n250-mx.test hello\r\n250-SIZE 100\r\n250 REQUIRETLS\r\n"
                                + "523 5.7.10 no TLS\r\n250\r\n");
                RawSmtp smtp = RawSmtp.connect(server.address())) {
            assertThat(smtp.greeting().toString()).isEqualTo("220 ready");
            SmtpReply ehlo = smtp.expect(250, "EHLO client.test");
            assertThat(ehlo.announces("size")).isTrue();
            assertThat(ehlo.announces("REQUIRETLS")).isTrue();
            assertThat(ehlo.announces("mx.test")).isFalse();
            assertThat(ehlo.enhancedStatus()).isEmpty();
            SmtpReply refusal = smtp.readReply();
            assertThat(refusal.positive()).isFalse();
            assertThat(refusal.enhancedStatus()).hasValue("5.7.10");
            assertThat(smtp.readReply().lines()).containsExactly("");
        }
    }

    @Test
    void sendsWhatItIsToldAndDoublesTheDotsOfAMessage() throws IOException {
        try (ScriptedServer server = new ScriptedServer("220 ready\r\n235 ok\r\n354 go\r\n250 ok\r\n")) {
            try (RawSmtp smtp = RawSmtp.connect(server.address())) {
                assertThat(smtp.authPlain("user", "secret").code()).isEqualTo(235);
                assertThat(smtp.data("A: b\n\n.\n..c\r\nd").code()).isEqualTo(250);
                smtp.send(new byte[] {'R', '\n'});
            }
            assertThat(server.heard())
                    .isEqualTo("AUTH PLAIN AHVzZXIAc2VjcmV0\r\nDATA\r\nA: b\r\n\r\n..\r\n...c\r\nd\r\n.\r\nR\n");
        }
    }

    @Test
    void doesNotSendAMessageThatTheServerDoesNotWant() throws IOException {
        try (ScriptedServer server = new ScriptedServer("220 ready\r\n503 no\r\n")) {
            try (RawSmtp smtp = RawSmtp.connect(server.address())) {
                assertThat(smtp.data("secret").code()).isEqualTo(503);
            }
            assertThat(server.heard()).isEqualTo("DATA\r\n");
        }
    }

    @Test
    void staysInClearWhereStartTlsIsRefused() throws IOException {
        try (ScriptedServer server = new ScriptedServer("220 ready\r\n454 later\r\n");
                RawSmtp smtp = RawSmtp.connect(server.address())) {
            assertThat(smtp.startTls().code()).isEqualTo(454);
            assertThat(smtp.tlsSession()).isEmpty();
        }
    }

    @Test
    void takesNothingIntoTlsThatWasSaidInClear() throws IOException {
        try (ScriptedServer server = new ScriptedServer("220 ready\r\n220 go\r\n250-REQUIRETLS\r\n");
                RawSmtp smtp = RawSmtp.connect(server.address())) {
            assertThatThrownBy(smtp::startTls)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("16 more octets in clear");
        }
    }

    @Test
    void tellsWhatCameInsteadOfTheWantedReply() throws IOException {
        try (ScriptedServer server = new ScriptedServer("220 ready\r\n550 5.1.1 who?\r\nnonsense\r\n25");
                RawSmtp smtp = RawSmtp.connect(server.address())) {
            assertThatThrownBy(() -> smtp.expect(250, "RCPT TO:<a@b.test>"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'550 5.1.1 who?' to 'RCPT TO:<a@b.test>', not 250");
            assertThatThrownBy(smtp::readReply).isInstanceOf(IOException.class).hasMessageContaining("'nonsense'");
            assertThatThrownBy(smtp::readReply)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("in the middle of the line '25'");
        }
    }
}
