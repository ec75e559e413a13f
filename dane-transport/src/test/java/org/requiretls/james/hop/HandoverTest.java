package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.hop.HopLab.messageSaying;
import static org.requiretls.james.policy.MessageTag.NONE;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.lab.smtp.SmtpPeer;

@DisplayName("Handing a message over to a host that will do")
class HandoverTest extends HopTest {

    private static final String EIGHT_BIT = "Subject: hello\r\n\r\n\u00e9\r\n";

    @BeforeEach
    void publish() {
        lab.publish(zone -> zone);
    }

    private static List<String> commands(SmtpPeer peer) {
        return peer.sessions().get(0).commandLines();
    }

    @Test
    @DisplayName("8-bit content goes as it is, and is declared, to a host with 8BITMIME")
    void eightBitOffered() {
        SmtpPeer peer = lab.startMx1(inClear());

        assertDelivered(lab.deliver(messageSaying(EIGHT_BIT, NONE, BOB)), MX1);
        assertThat(mailCommand(peer)).endsWith(" BODY=8BITMIME");
        assertThat(peer.messages().get(0).text()).contains("\u00c3\u00a9");
    }

    @Test
    @DisplayName("8-bit content is converted for a host without 8BITMIME")
    void eightBitNotOffered() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));

        assertDelivered(lab.deliver(messageSaying(EIGHT_BIT, NONE, BOB)), MX1);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<alice@sender.example>");
        assertThat(peer.messages().get(0).text()).isEqualTo(HopLab.Text.CONVERTED);
    }

    @Test
    @DisplayName("7-bit content is never converted")
    void sevenBit() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));

        assertDelivered(lab.deliver(message(NONE, BOB)), MX1);
        assertThat(peer.messages().get(0).text()).contains("plain");
    }

    private static OutgoingMessage withDsn() {
        OutgoingMessage plain = message(NONE, BOB);
        return new OutgoingMessage(
                plain.name(),
                plain.tag(),
                plain.domain(),
                plain.reversePath(),
                List.of("RET=HDRS", "ENVID=abc"),
                List.of(new Recipient(BOB, List.of("NOTIFY=NEVER", "ORCPT=rfc822;b@x.test"))),
                plain.content(),
                0);
    }

    @Test
    @DisplayName("DSN parameters go to a host with DSN")
    void dsnOffered() {
        SmtpPeer peer = lab.startMx1(inClear());

        assertDelivered(lab.deliver(withDsn()), MX1);
        assertThat(commands(peer))
                .contains(
                        "MAIL FROM:<alice@sender.example> RET=HDRS ENVID=abc",
                        "RCPT TO:<bob@good.test> NOTIFY=NEVER ORCPT=rfc822;b@x.test");
    }

    @Test
    @DisplayName("DSN parameters do not go to a host without DSN")
    void dsnNotOffered() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));

        assertDelivered(lab.deliver(withDsn()), MX1);
        assertThat(commands(peer)).contains("MAIL FROM:<alice@sender.example>", "RCPT TO:<bob@good.test>");
    }

    @Test
    @DisplayName("SMTPUTF8: a host without it fails the recipient that needs it, 5.6.7, and gets the others")
    void utf8NotOffered() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));
        String zoe = "zo\u00eb@good.test";

        DeliveryReport report = lab.deliver(message(NONE, BOB, zoe));

        assertThat(outcome(report, BOB)).isEqualTo(new Delivered(MX1));
        Failure failure = ((Failed) outcome(report, zoe)).failure();
        assertThat(failure.status().enhanced()).hasToString("5.6.7");
        assertThat(failure.text()).contains(MX1, "SMTPUTF8");
        assertThat(mailCommand(peer)).doesNotContain("SMTPUTF8");
    }

    @Test
    @DisplayName("SMTPUTF8: without any other recipient the host is told nothing")
    void utf8NotOfferedForTheOnlyRecipient() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));

        DeliveryReport report = lab.deliver(message(NONE, "zo\u00eb@good.test"));

        assertThat(report.failed()).hasSize(1);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("SMTPUTF8: a host with it is asked for it")
    void utf8Offered() {
        SmtpPeer peer = lab.startMx1(inClear());

        assertThat(lab.deliver(message(NONE, "zo\u00eb@good.test")).delivered()).hasSize(1);
        assertThat(mailCommand(peer)).endsWith(" SMTPUTF8");
    }

    @Test
    @DisplayName("An address that would be a command of its own fails alone, 5.1.3")
    void addressWithLineEnd() {
        SmtpPeer peer = lab.startMx1(inClear());
        String forged = "x>\r\nRCPT TO:<victim@good.test";

        DeliveryReport report = lab.deliver(message(NONE, BOB, forged));

        assertThat(outcome(report, BOB)).isEqualTo(new Delivered(MX1));
        assertThat(((Failed) outcome(report, forged)).failure().status().enhanced())
                .hasToString("5.1.3");
        assertThat(peer.messages().get(0).recipientAddresses()).containsExactly(BOB);
        assertThat(lastAttempt().reason()).doesNotContain("\r", "\n");
    }

    /** Content that can't be read any more. */
    private record Unreadable(boolean needs8BitMime) implements OutgoingContent {
        @Override
        public InputStream asItIs() throws IOException {
            throw new IOException("disk is gone");
        }

        @Override
        public InputStream as7Bit() throws IOException {
            throw new IOException("disk is gone");
        }

        @Override
        public OutgoingContent withoutQuotedContent() {
            return this;
        }
    }

    @ParameterizedTest(name = "needs 8BITMIME: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("Content that can't be read: deferred as our own trouble, the peer gets no part of a message")
    void unreadableContent(boolean needs8BitMime) {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));
        OutgoingMessage plain = message(NONE, BOB);
        OutgoingMessage unreadable = new OutgoingMessage(
                plain.name(),
                plain.tag(),
                plain.domain(),
                plain.reversePath(),
                List.of(),
                plain.recipients(),
                new Unreadable(needs8BitMime),
                0);

        Deferred deferred = (Deferred) outcome(lab.deliver(unreadable), BOB);

        assertThat(deferred.failure().status().enhanced()).hasToString("4.3.0");
        assertThat(deferred.failure().text()).contains("disk is gone");
        assertThat(peer.messages()).isEmpty();
    }
}
