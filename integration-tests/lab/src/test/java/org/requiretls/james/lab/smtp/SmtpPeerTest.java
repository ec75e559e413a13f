package org.requiretls.james.lab.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.requiretls.james.lab.smtp.ReceivedMessage.Acknowledgement;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;

@Timeout(30)
class SmtpPeerTest {

    private static final String NAME = "mx1.example.net";
    private static ThrowawayKey key;

    @BeforeAll
    static void makeKey() throws Exception {
        key = ThrowawayKey.forName(NAME);
    }

    @Test
    void takesAMessageInClearAndRecordsIt() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder().announcing(NAME).start();
                RawClient client = new RawClient(peer)) {
            assertThat(client.hearReply()).isEqualTo("220 mx1.example.net ESMTP\r\n");
            assertThat(client.ask("EHLO client.example"))
                    .startsWith("250-mx1.example.net\r\n250-PIPELINING\r\n")
                    .endsWith("\r\n250 SMTPUTF8\r\n")
                    .doesNotContain("STARTTLS", "REQUIRETLS");
            assertThat(client.ask("MAIL FROM:<a@example.org> SIZE=12")).startsWith("250 ");
            assertThat(client.ask("RCPT TO:<b@example.net> NOTIFY=NEVER")).startsWith("250 ");
            assertThat(client.ask("DATA")).startsWith("354 ");
            assertThat(client.ask("Subject: x\r\n\r\n..dot\r\n.")).startsWith("250 ");
            assertThat(client.ask("QUIT")).startsWith("221 ");
            assertThat(client.hear()).isEmpty();

            ReceivedMessage message = peer.messages().get(0);
            assertThat(message.reversePath().address()).isEqualTo("a@example.org");
            assertThat(message.reversePath().hasParameter("size")).isTrue();
            assertThat(message.recipientAddresses()).containsExactly("b@example.net");
            assertThat(message.text()).isEqualTo("Subject: x\r\n\r\n.dot\r\n");
            assertThat(message.size()).isEqualTo(20);
            assertThat(message.tls()).isEmpty();
            await().until(() -> peer.openConnections() == 0);
            assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.QUIT);
            assertThat(peer.violations()).isEmpty();
        }
    }

    @Test
    void forgetsTheClearPartAndListsRequireTlsOnlyInside() throws IOException {
        try (SmtpPeer peer =
                        SmtpPeer.builder().tls(key.server()).requireTlsOffered().start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            assertThat(client.ask("EHLO c")).contains("STARTTLS").doesNotContain("REQUIRETLS");
            assertThat(client.ask("MAIL FROM:<> REQUIRETLS")).startsWith("555 ");
            assertThat(client.ask("STARTTLS")).startsWith("220 ");
            client.handshake(key.client(), NAME);
            assertThat(client.ask("MAIL FROM:<>")).startsWith("503 ");
            assertThat(client.ask("EHLO c")).contains("250 REQUIRETLS\r\n").doesNotContain("STARTTLS");
            assertThat(client.ask("MAIL FROM:<> REQUIRETLS")).startsWith("250 ");

            RecordedSession session = peer.sessions().get(0);
            TlsSeen tls = session.tls().orElseThrow();
            assertThat(tls.version()).isEqualTo("TLSv1.3");
            assertThat(tls.serverName()).contains(NAME);
            assertThat(session.verbs()).containsExactly("EHLO", "MAIL", "STARTTLS", "MAIL", "EHLO", "MAIL");
            assertThat(session.commands().get(2).insideTls()).isFalse();
            assertThat(session.commands().get(3).tls()).isEqualTo(Optional.of(tls));
        }
    }

    @Test
    void speaksOnlyTheTlsVersionItWasTold() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder()
                        .tls(key.server())
                        .tlsProtocols("TLSv1.2")
                        .start();
                RawClient client = new RawClient(peer)) {
            upToStartTls(client);
            client.handshake(key.client(), NAME);
            client.ask("NOOP");
            assertThat(peer.sessions().get(0).tls().orElseThrow().version()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void writesDownWhyAHandshakeFailed() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder().tls(key.server()).start();
                RawClient client = new RawClient(peer)) {
            upToStartTls(client);
            assertThatThrownBy(() -> client.handshake(SSLContext.getDefault(), NAME))
                    .isInstanceOf(SSLHandshakeException.class);
            await().until(() -> peer.openConnections() == 0);
            RecordedSession session = peer.sessions().get(0);
            assertThat(session.handshakeFailure()).get().asString().contains("certificate_unknown");
            assertThat(session.requestedServerName()).contains(NAME);
            assertThat(session.tls()).isEmpty();
        }
    }

    @Test
    void failsHandshakesInEveryWayAsked() throws IOException {
        assertThat(handshakeAgainst(Answer.tlsAlert(40)))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("handshake_failure");
        assertThat(handshakeAgainst(Answer.garbageInsteadOfTls())).isInstanceOf(SSLException.class);
        assertThat(handshakeAgainst(Answer.tls10ServerHello()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("TLS10");
        assertThat(handshakeAgainst(Answer.close())).isInstanceOf(IOException.class);
        assertThat(handshakeAgainst(Answer.reset())).isInstanceOf(SocketException.class);
    }

    private static Throwable handshakeAgainst(Answer answer) throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder()
                        .tls(key.server())
                        .on(Stage.HANDSHAKE, answer)
                        .start();
                RawClient client = new RawClient(peer)) {
            upToStartTls(client);
            return catchThrowable(() -> client.handshake(key.client(), NAME));
        }
    }

    @Test
    void injectsAfterTheReplyToStartTls() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder()
                        .tls(key.server())
                        .on(Stage.STARTTLS, Answer.reply("220 go", "250-forged", "250 REQUIRETLS"))
                        .start();
                RawClient client = new RawClient(peer)) {
            upToStartTls(client);
            assertThat(client.hearReply()).isEqualTo("250-forged\r\n250 REQUIRETLS\r\n");
            client.handshake(key.client(), NAME);
            assertThat(client.ask("EHLO c")).startsWith("250-");
        }
    }

    @Test
    void stripsStartTlsFromTheListButNotTheCommand() throws IOException {
        try (SmtpPeer peer =
                        SmtpPeer.builder().tls(key.server()).startTlsStripped().start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            assertThat(client.ask("EHLO c")).doesNotContain("STARTTLS");
            assertThat(client.ask("STARTTLS")).startsWith("220 ");
        }
    }

    @Test
    void demandsTlsWhereTold() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder().tls(key.server()).tlsDemanded().start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            client.ask("EHLO c");
            assertThat(client.ask("MAIL FROM:<a@b>")).startsWith("530 5.7.0 ");
        }
    }

    @Test
    void answersEachRecipientAsTold() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder()
                        .onRecipient("no@x", Answer.reply("550 5.1.1 no"))
                        .onRecipient("grey@x", Answer.inTurn(Answer.reply("450 4.2.0 later"), Answer.normal()))
                        .start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            client.ask("EHLO c");
            client.ask("MAIL FROM:<a@b>");
            client.say("RCPT TO:<yes@x>\r\nRCPT TO:<no@x>\r\nRCPT TO:<grey@x>\r\nRCPT TO:<grey@x>\r\nDATA\r\n");
            assertThat(client.hear()).startsWith("250 ");
            assertThat(client.hear()).startsWith("550 ");
            assertThat(client.hear()).startsWith("450 ");
            assertThat(client.hear()).startsWith("250 ");
            assertThat(client.hear()).startsWith("354 ");
            client.ask(".");
            assertThat(peer.messages().get(0).recipientAddresses()).containsExactly("yes@x", "grey@x");
            assertThat(peer.violations()).isEmpty();
        }
    }

    @Test
    void tellsAcknowledgedFromLost() throws IOException {
        assertThat(arrivalWith(Answer.normal())).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(arrivalWith(Answer.reply("451 4.3.0 later"))).isEqualTo(Acknowledgement.REFUSED);
        assertThat(arrivalWith(Answer.close())).isEqualTo(Acknowledgement.NOTHING);
        assertThat(arrivalWith(Answer.reply("250 2.0.0 mine").then(Answer.reset())))
                .isEqualTo(Acknowledgement.ACCEPTED);
    }

    private static Acknowledgement arrivalWith(Answer answer) throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder().on(Stage.END_OF_DATA, answer).start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            client.ask("EHLO c");
            client.ask("MAIL FROM:<a@b>");
            client.ask("RCPT TO:<c@d>");
            client.ask("DATA");
            client.say("x\r\n.\r\n");
            await().until(() -> !peer.sessions().get(0).arrivals().isEmpty());
            return peer.sessions().get(0).arrivals().get(0).acknowledged();
        }
    }

    @Test
    void writesDownTheClientsLiberties() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder().keywords("8BITMIME").start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            client.ask("EHLO c");
            client.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\n");
            client.hear();
            client.hear();
            client.ask("DATA");
            client.ask("lone\rreturn\nand feed\r\n.single dot\r\n.");
            assertThat(peer.violations())
                    .containsExactly(
                            "bytes after MAIL although PIPELINING is not offered",
                            "bare LF after 'RCPT TO:<c@d>'",
                            "bare CR in the content",
                            "bare LF in the content",
                            "a line of the content begins with a dot that was not doubled");
        }
    }

    @Test
    void hangsUntilTheClientLeaves() throws IOException {
        try (SmtpPeer peer =
                SmtpPeer.builder().on(Stage.GREETING, Answer.hang()).start()) {
            try (RawClient client = new RawClient(peer)) {
                client.say("EHLO c\r\n");
                await().until(() -> peer.openConnections() == 1);
            }
            await().until(() -> peer.openConnections() == 0);
            assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.CLIENT_CLOSED);
        }
    }

    @Test
    void closesAfter421() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder()
                        .on(Stage.MAIL, Answer.reply("421 4.3.2 shutting down"))
                        .start();
                RawClient client = new RawClient(peer)) {
            client.hearReply();
            client.ask("EHLO c");
            assertThat(client.ask("MAIL FROM:<a@b>")).startsWith("421 ");
            assertThat(client.hear()).isEmpty();
            assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.BY_SCRIPT);
        }
    }

    @Test
    void dripsAndNeverEnds() throws IOException {
        try (SmtpPeer peer = SmtpPeer.builder()
                        .on(Stage.GREETING, Answer.dripped("220 slow", Duration.ofMillis(1)))
                        .on(Stage.EHLO, Answer.endlessReply(250))
                        .start();
                RawClient client = new RawClient(peer)) {
            assertThat(client.hear()).isEqualTo("220 slow\r\n");
            client.say("EHLO c\r\n");
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.hear()).isEqualTo("250-and so on\r\n");
            }
            client.reset();
            await().until(() -> peer.openConnections() == 0);
            assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.BROKEN);
        }
    }

    @Test
    void stoppingFreesEverything() throws IOException {
        SmtpPeer peer = SmtpPeer.builder().on(Stage.GREETING, Answer.stall()).start();
        try (RawClient client = new RawClient(peer)) {
            await().until(() -> peer.openConnections() == 1);
            peer.close();
            assertThatThrownBy(client::hear).isInstanceOf(SocketException.class);
            await().until(() -> peer.openConnections() == 0);
            assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.PEER_STOPPED);
        }
    }

    @Test
    void listensWhereTold() throws IOException {
        InetAddress other = InetAddress.getByName("127.0.0.9");
        try (SmtpPeer peer = SmtpPeer.builder().listen(other, 0).start()) {
            assertThat(peer.address().getAddress()).isEqualTo(other);
        }
        assertThatThrownBy(() -> SmtpPeer.builder().listen(InetAddress.getByName("192.0.2.1"), 25))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void upToStartTls(RawClient client) throws IOException {
        client.hearReply();
        client.ask("EHLO c");
        assertThat(client.ask("STARTTLS")).startsWith("220 ");
    }
}
