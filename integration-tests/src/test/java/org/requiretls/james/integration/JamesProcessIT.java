package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.client.MailboxMessage;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;

/** What the harness promises about processes: several at once, an end on demand, a reason where there is no start. */
class JamesProcessIT {

    private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(30);
    private static final int SIGTERM_STATUS = 128 + 15;

    @Test
    void twoServersOnOnePortOfTwoAddressesExchangeMail() throws IOException {
        int smtpPort = LoopbackPorts.freeOn(LoopbackPorts.loopback(2), LoopbackPorts.loopback(3));
        JamesHome sender = Laboratory.jamesFor("a.test")
                .endpoints(JamesEndpoints.withSmtpPort(LoopbackPorts.loopback(2), smtpPort))
                .createIn(Laboratory.newDirectory("sender"));
        JamesHome receiver = Laboratory.jamesFor("b.test")
                .endpoints(JamesEndpoints.withSmtpPort(LoopbackPorts.loopback(3), smtpPort))
                .user("bob@b.test", Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("receiver"));
        sender.setMailetParameter("RemoteDelivery", "gateway", "127.0.0.3");
        sender.setMailetParameter("RemoteDelivery", "gatewayPort", String.valueOf(smtpPort));

        CompletableFuture<JamesProcess> starting =
                CompletableFuture.supplyAsync(() -> JamesLauncher.of(sender).start());
        try (JamesProcess b = JamesLauncher.of(receiver).start();
                JamesProcess a = starting.join()) {
            assertThat(a.pid()).isNotEqualTo(b.pid());
            send(sender.endpoints().smtp(), "bob@b.test");

            MailboxMessage message =
                    receiver.mailbox("bob@b.test").await(1, DELIVERY_LIMIT).get(0);
            assertThat(message.headers("Received"))
                    .hasSize(2)
                    .anySatisfy(received -> assertThat(received).contains("by mx.b.test"))
                    .anySatisfy(received -> assertThat(received).contains("by mx.a.test"));
        }
    }

    @Test
    void aKilledServerStartsAgainInItsHomeAndAStoppedOneEndsInGoodOrder() throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test")
                .user("alice@a.test", Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("restart"));

        JamesProcess first = JamesLauncher.of(home).start();
        first.kill();
        assertThat(first.alive()).isFalse();
        assertThat(first.logTail()).contains("JAMES server started").doesNotContain("JAMES server stopped");
        assertThatThrownBy(() -> RawSmtp.connect(home.endpoints().smtp())).isInstanceOf(IOException.class);

        try (JamesProcess second = JamesLauncher.of(home).start()) {
            assertThat(second.pid()).isNotEqualTo(first.pid());
            send(home.endpoints().smtp(), "alice@a.test");
            assertThat(home.mailbox("alice@a.test").await(1, DELIVERY_LIMIT)).hasSize(1);
            assertThat(second.stop()).isEqualTo(SIGTERM_STATUS);
            assertThat(second.logTail()).contains("JAMES server stopped");
        }
    }

    @Test
    void aServerThatDoesNotStartSaysWhy() throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test").createIn(Laboratory.newDirectory("broken"));
        home.insertBeforeMailet("LocalDelivery", "<mailet match=\"All\" class=\"NoSuchMailet\"/>");

        assertThatThrownBy(() -> JamesLauncher.of(home).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with exit status 1 before it was ready")
                .hasMessageContaining("NoSuchMailet");
    }

    private static void send(InetSocketAddress server, String recipient) throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(server)) {
            smtp.expect(250, "EHLO client.test");
            smtp.expect(250, "MAIL FROM:<sender@a.test>");
            smtp.expect(250, "RCPT TO:<" + recipient + ">");
            assertThat(smtp.data("Subject: hello\n\nhello\n").code()).isEqualTo(250);
        }
    }
}
