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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Relayed;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;

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
    @DisplayName("DSN parameters go to a host with DSN, as they are")
    @Covers("R3461-5.2.1-01")
    void dsnOffered() {
        SmtpPeer peer = lab.startMx1(inClear());

        assertDelivered(lab.deliver(withDsn()), MX1);
        assertThat(commands(peer))
                .contains(
                        "MAIL FROM:<alice@sender.example> SIZE=25 RET=HDRS ENVID=abc",
                        "RCPT TO:<bob@good.test> NOTIFY=NEVER ORCPT=rfc822;b@x.test");
    }

    @Test
    @DisplayName("DSN parameters do not go to a host without DSN, and the report says so")
    void dsnNotOffered() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING"));

        assertThat(outcome(lab.deliver(withDsn()), BOB)).isEqualTo(new Relayed(MX1));
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
    @DisplayName("SMTPUTF8: a header in UTF-8 needs it, 5.6.7 without; other octets beyond ASCII are no text")
    void utf8Header() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("8BITMIME"));
        String header = "Subject: \u00e9\r\n\r\nbody\r\n";

        DeliveryReport report = lab.deliver(messageSaying(header, NONE, BOB));

        Failure failure = ((Failed) outcome(report, BOB)).failure();
        assertThat(failure.status().enhanced()).hasToString("5.6.7");
        assertThat(failure.text()).contains(MX1, "header", "SMTPUTF8");
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("SMTPUTF8: asked for where a header in UTF-8 needs it")
    void utf8HeaderOffered() {
        SmtpPeer peer = lab.startMx1(inClear());

        assertDelivered(lab.deliver(messageSaying("Subject: \u00e9\r\n\r\nbody\r\n", NONE, BOB)), MX1);
        assertThat(mailCommand(peer)).endsWith(" BODY=8BITMIME SMTPUTF8");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE 25", "SIZE many", "size 1000"})
    @DisplayName("SIZE: told what the message has")
    void sizeTold(String keyword) {
        SmtpPeer peer = lab.startMx1(inClear().keywords(keyword));

        assertDelivered(lab.deliver(message(NONE, BOB)), MX1);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<alice@sender.example> SIZE=25");
    }

    @Test
    @DisplayName("SIZE: a message above what the host takes is not offered, 5.3.4")
    void tooBig() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("SIZE 24"));

        Failure failure = ((Failed) outcome(lab.deliver(message(NONE, BOB)), BOB)).failure();

        assertThat(failure.status().enhanced()).hasToString("5.3.4");
        assertThat(failure.text()).contains("25 octets", "at most 24");
        assertToldNothing(peer);
    }

    private static String[] recipients(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i + "@good.test").toArray(String[]::new);
    }

    private static List<Integer> transactionSizes(SmtpPeer peer) {
        return peer.messages().stream().map(each -> each.recipients().size()).toList();
    }

    @Test
    @DisplayName("RFC 5321 section 4.5.3.1.8: 100 recipients are taken everywhere, the rest follow on the connection")
    void manyRecipients() {
        SmtpPeer peer = lab.startMx1(inClear());

        assertThat(lab.deliver(message(NONE, recipients(230))).delivered()).hasSize(230);
        assertThat(peer.sessions()).hasSize(1);
        assertThat(transactionSizes(peer)).containsExactly(100, 100, 30);
    }

    @Test
    @DisplayName("RFC 9422: a host that says how many recipients it takes gets no more")
    void limitTold() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("PIPELINING", "LIMITS MAILMAX=9 RCPTMAX=2"));

        assertThat(lab.deliver(message(NONE, recipients(5))).delivered()).hasSize(5);
        assertThat(transactionSizes(peer)).containsExactly(2, 2, 1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"452 4.5.3 too many recipients", "452 too many", "552 5.5.3 too many", "552 too many"})
    @DisplayName("RFC 5321 section 4.5.3.1.10: too many recipients, and the rest follow in another transaction")
    void tooManyRecipients(String reply) {
        SmtpPeer peer = lab.startMx1(inClear()
                .on(Stage.RCPT, Answer.inTurn(Answer.normal(), Answer.normal(), Answer.reply(reply), Answer.normal())));

        assertThat(lab.deliver(message(NONE, recipients(3))).delivered()).hasSize(3);
        assertThat(peer.sessions()).hasSize(1);
        assertThat(transactionSizes(peer)).containsExactly(2, 1);
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"452 4.2.2 mailbox full", "552 5.2.2 mailbox full"})
    @DisplayName("A full mailbox is not too many recipients")
    void fullMailbox(String reply) {
        SmtpPeer peer = lab.startMx1(inClear().onRecipient("r1@good.test", Answer.reply(reply)));

        DeliveryReport report = lab.deliver(message(NONE, recipients(2)));

        assertThat(report.delivered()).containsExactly("r0@good.test");
        assertThat(reply.startsWith("4") ? report.deferred() : report.failed()).containsExactly("r1@good.test");
        assertThat(peer.sessions().get(0).verbs()).containsOnlyOnce("MAIL");
    }

    @Test
    @DisplayName("Always too many: everybody is asked a last time alone, and then it is over")
    void alwaysTooMany() {
        SmtpPeer peer = lab.startMx1(inClear().on(Stage.RCPT, Answer.reply("452 4.5.3 too many")));

        assertThat(lab.deliver(message(NONE, recipients(3))).deferred()).hasSize(3);
        assertThat(peer.sessions().get(0).verbs()).containsOnlyOnce("MAIL");
    }

    @Test
    @DisplayName("A connection lost between two transactions: who was reached stays reached, the rest wait")
    void lostBetweenTransactions() {
        SmtpPeer peer = lab.startMx1(inClear()
                .keywords("PIPELINING", "LIMITS RCPTMAX=2")
                .on(Stage.MAIL, Answer.inTurn(Answer.normal(), Answer.close())));

        DeliveryReport report = lab.deliver(message(NONE, recipients(5)));

        assertThat(report.delivered()).containsExactly("r0@good.test", "r1@good.test");
        assertThat(report.deferred()).hasSize(3);
        assertThat(peer.messages()).hasSize(1);
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
    private record Unreadable(boolean eightBit) implements OutgoingContent {
        @Override
        public ContentTraits traits() {
            return new ContentTraits(100, eightBit, false);
        }

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
