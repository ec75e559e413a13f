package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.RecipientOutcome.Refused;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;

@DisplayName("Messages that are sent on a session while others are under way")
class TransactionQueueTest extends ClientAgainstPeers {

    /** How the peer lets content and commands come. */
    enum Way {
        DATA("PIPELINING", "8BITMIME"),
        BDAT("PIPELINING", "8BITMIME", "CHUNKING"),
        DATA_STEP_BY_STEP("8BITMIME"),
        BDAT_STEP_BY_STEP("8BITMIME", "CHUNKING");

        private final String[] keywords;

        Way(String... keywords) {
            this.keywords = keywords;
        }

        SmtpPeerBuilder in(SmtpPeerBuilder peer) {
            return peer.keywords(keywords);
        }

        boolean isGrouped() {
            return List.of(keywords).contains("PIPELINING");
        }
    }

    private static Envelope to(String recipient) {
        return new Envelope("sender@example.org", List.of(), List.of(Recipient.of(recipient)));
    }

    private static MessageContent contentFor(String recipient) {
        return MessageContent.of(("for " + recipient + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static CompletableFuture<TransactionResult> send(SmtpSession session, String recipient) {
        return session.send(to(recipient), contentFor(recipient));
    }

    private static RecipientOutcome outcome(CompletableFuture<TransactionResult> sent) {
        TransactionResult result = result(sent);
        return result.outcomeFor(result.recipients().get(0));
    }

    private static void assertLeftBehind(CompletableFuture<TransactionResult> sent) {
        RecipientOutcome outcome = outcome(sent);
        assertThat(outcome).isInstanceOf(NotSent.class);
        assertThat(((NotSent) outcome).failure())
                .isInstanceOfSatisfying(
                        ConnectionLost.class, lost -> assertThat(lost.loss()).isEqualTo(Loss.WITH_ANOTHER));
    }

    /** No message has another's content. */
    private static void assertNothingMixedUp(SmtpPeer peer) {
        assertThat(peer.sessions().stream().flatMap(session -> session.arrivals().stream()))
                .allSatisfy(message -> assertThat(message.text()).isEqualTo("for " + recipient(message) + "\r\n"));
        assertThat(peer.violations()).isEmpty();
    }

    private static String recipient(ReceivedMessage message) {
        assertThat(message.recipients()).hasSize(1);
        return message.recipients().get(0).address();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("arrive in their order, each with its own content, and grouped only where the peer offers it")
    void areSentInOrder(Way way) {
        SmtpPeer peer = start(way.in(withTls()));
        SmtpSession session = openEncrypted(peer);
        List<String> recipients = IntStream.range(0, 20).mapToObj(i -> i + "@x").toList();

        List<CompletableFuture<TransactionResult>> sent =
                recipients.stream().map(recipient -> send(session, recipient)).toList();

        assertThat(sent).allSatisfy(each -> assertThat(outcome(each)).isInstanceOf(Accepted.class));
        result(session.quit());
        assertThat(peer.messages()).extracting(TransactionQueueTest::recipient).isEqualTo(recipients);
        assertNothingMixedUp(peer);
        if (!way.isGrouped()) {
            assertThat(peer.sessions().get(0).followedAtOnce()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DATA", "BDAT"})
    @DisplayName("RFC 2920 section 3.1: the envelope of the second does not wait for the reply to the first")
    void followContentAtOnce(Way way) {
        SmtpPeer peer = start(way.in(inClear())
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(Answer.onceFollowed(Answer.reply("250 2.0.0 mine")), Answer.normal())));
        SmtpSession session = openInClear(peer);

        CompletableFuture<TransactionResult> first = send(session, "1@x");
        CompletableFuture<TransactionResult> second = send(session, "2@x");

        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        assertThat(outcome(second)).isInstanceOf(Accepted.class);
        result(session.quit());
        assertNothingMixedUp(peer);
    }

    @Test
    @DisplayName("one that comes once the content of the first is gone follows it, too")
    void followContentThatIsGone() {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(Answer.onceFollowed(Answer.reply("250 2.0.0 mine")), Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");
        await().until(() -> !peer.sessions().get(0).arrivals().isEmpty());

        assertThat(first).isNotDone();
        assertThat(outcome(send(session, "2@x"))).isInstanceOf(Accepted.class);
        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        result(session.quit());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a large message ahead, in many blocks")
    void followLargeContent(Way way) {
        SmtpPeer peer = start(way.in(withTls()).keepContent(100));
        SmtpSession session = openEncrypted(peer);
        byte[] large = "sixteen octets\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

        CompletableFuture<TransactionResult> first = session.send(to("1@x"), MessageContent.of(large));
        CompletableFuture<TransactionResult> second = send(session, "2@x");

        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        assertThat(outcome(second)).isInstanceOf(Accepted.class);
        result(session.quit());
        assertThat(peer.messages()).extracting(ReceivedMessage::size).startsWith((long) large.length);
        assertThat(peer.violations()).isEmpty();
    }

    static Stream<Arguments> endings() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(
                                Answer.close(),
                                Answer.reset(),
                                Answer.hang(),
                                Answer.endlessLine(),
                                Answer.endlessReply(250),
                                Answer.raw("2what\r\n"),
                                Answer.reply("354 go on"),
                                Answer.reply("421 4.3.2 leaving"))
                        .map(answer -> Arguments.of(way, answer)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    @DisplayName(
            "what ends the session at the end of the first leaves the others not sent, however much of them is out")
    void doNotSufferForTheFirst(Way way, Answer answer) {
        SmtpPeer peer = start(way.in(inClear()).on(Stage.END_OF_DATA, answer));
        SmtpSession session = openImpatiently(peer);

        CompletableFuture<TransactionResult> first = send(session, "1@x");
        List<CompletableFuture<TransactionResult>> others = List.of(send(session, "2@x"), send(session, "3@x"));

        assertThat(outcome(first)).isInstanceOfAny(InDoubt.class, Refused.class);
        others.forEach(TransactionQueueTest::assertLeftBehind);
        assertLeftBehind(send(session, "4@x"));
        await().until(() -> !session.isOpen());
        assertThat(peer.sessions().get(0).arrivals()).hasSize(1);
        assertNothingMixedUp(peer);
    }

    static Stream<Arguments> earlierEndings() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(Stage.MAIL, Stage.RCPT)
                        .flatMap(stage -> Stream.of(Answer.close(), Answer.hang(), Answer.reply("421 4.3.2 leaving"))
                                .map(answer -> Arguments.of(way, stage, answer))));
    }

    @ParameterizedTest
    @MethodSource("earlierEndings")
    @DisplayName("what ends the session in the envelope of the second leaves the first delivered, the third not sent")
    void endOnlyThemselves(Way way, Stage stage, Answer answer) {
        SmtpPeer peer = start(way.in(inClear()).on(stage, Answer.inTurn(Answer.normal(), answer)));
        SmtpSession session = openImpatiently(peer);

        List<CompletableFuture<TransactionResult>> sent =
                List.of(send(session, "1@x"), send(session, "2@x"), send(session, "3@x"));

        assertThat(outcome(sent.get(0))).isInstanceOf(Accepted.class);
        assertThat(outcome(sent.get(1))).isInstanceOfAny(NotSent.class, Refused.class);
        assertLeftBehind(sent.get(2));
        assertThat(peer.messages()).hasSize(1);
        assertNothingMixedUp(peer);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("refusals are of the one message")
    void areRefusedOneByOne(Way way) {
        SmtpPeer peer = start(way.in(inClear())
                .on(Stage.MAIL, Answer.inTurn(Answer.normal(), Answer.reply("550 5.1.8 you again"), Answer.normal()))
                .onRecipient("3@x", Answer.reply("550 5.1.1 nobody"))
                .on(Stage.END_OF_DATA, Answer.inTurn(Answer.reply("554 5.6.0 spam"), Answer.normal())));
        SmtpSession session = openInClear(peer);

        List<CompletableFuture<TransactionResult>> sent =
                List.of(send(session, "1@x"), send(session, "2@x"), send(session, "3@x"), send(session, "4@x"));

        if (way == Way.BDAT) {
            // MAIL is out before it shows that only RSET could make the state certain.
            assertThat(outcome(sent.get(0))).isInstanceOf(Refused.class);
            sent.subList(1, 4).forEach(TransactionQueueTest::assertLeftBehind);
            assertThat(peer.messages()).isEmpty();
            await().until(() -> !session.isOpen());
        } else {
            assertThat(sent.subList(0, 3))
                    .allSatisfy(each -> assertThat(outcome(each)).isInstanceOf(Refused.class));
            assertThat(outcome(sent.get(3))).isInstanceOf(Accepted.class);
            result(session.quit());
            assertThat(peer.messages())
                    .extracting(TransactionQueueTest::recipient)
                    .containsExactly("4@x");
        }
        assertNothingMixedUp(peer);
    }

    @Test
    @DisplayName("content of the first that cannot be read is not the fault of the others")
    void areNotBlamedForTheContentOfAnother() {
        SmtpPeer peer = start(Way.DATA.in(inClear()));
        SmtpSession session = openInClear(peer);
        InputStream torn = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk gone");
            }
        };

        CompletableFuture<TransactionResult> first = session.send(to("1@x"), () -> torn);
        CompletableFuture<TransactionResult> second = send(session, "2@x");

        assertThat(((NotSent) outcome(first)).failure().detail()).isEqualTo("disk gone");
        assertLeftBehind(second);
        assertThat(peer.messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("given up while it waits: the first is delivered all the same")
    void areGivenUpWithoutHarmToTheFirst(Way way) {
        SmtpPeer peer =
                start(way.in(inClear()).on(Stage.END_OF_DATA, Answer.dripped("250 2.0.0 mine", Duration.ofMillis(30))));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");
        await().until(() -> !peer.sessions().get(0).arrivals().isEmpty());
        CompletableFuture<TransactionResult> second = send(session, "2@x");

        session.breakOff(second);

        assertLeftBehind(second);
        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        assertThat(peer.messages()).hasSize(1);
        result(session.quit());
    }

    @Test
    @DisplayName("the first given up: the connection goes, and the others are not sent")
    void loseTheConnectionWithTheFirst() {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(
                                Answer.onceFollowed(Answer.hang()),
                                Answer.onceFollowed(Answer.reply("250 2.0.0 mine")),
                                Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");
        CompletableFuture<TransactionResult> second = send(session, "2@x");
        await().until(() -> peer.sessions().get(0).followedAtOnce() == 1);

        session.breakOff(first);

        assertThat(outcome(first)).isInstanceOf(InDoubt.class);
        assertLeftBehind(second);

        // What we have done ourselves says nothing about the peer.
        SmtpSession another = openInClear(peer);
        CompletableFuture<TransactionResult> third = send(another, "3@x");
        assertThat(outcome(send(another, "4@x"))).isInstanceOf(Accepted.class);
        assertThat(outcome(third)).isInstanceOf(Accepted.class);
        result(another.quit());
    }

    @Test
    @DisplayName(
            "one that takes long holds the others up for a few seconds only, and goes on; nothing follows at once at"
                    + " that peer from then on")
    void doNotWaitForLong() {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(
                                Answer.dripped("250 2.0.0 mine", TransactionQueue.PATIENCE.dividedBy(10)),
                                Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");
        List<CompletableFuture<TransactionResult>> others = List.of(send(session, "2@x"), send(session, "3@x"));

        others.forEach(TransactionQueueTest::assertLeftBehind);
        assertThat(first).isNotDone();
        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        await().until(() -> !session.isOpen());
        assertNobodyFollows(peer);
    }

    @Test
    @DisplayName("a peer that falls silent when an envelope follows content is found out before its time is up")
    void learnFromSilence() {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(Stage.END_OF_DATA, Answer.inTurn(Answer.onceFollowed(Answer.hang()), Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");

        assertLeftBehind(send(session, "2@x"));

        assertThat(first).isNotDone();
        assertNobodyFollows(peer);
        session.close();
    }

    private void assertNobodyFollows(SmtpPeer peer) {
        SmtpSession another = openInClear(peer);
        int before = peer.sessions().size();
        List<CompletableFuture<TransactionResult>> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(send(another, i + "@x"));
        }

        assertThat(sent).allSatisfy(each -> assertThat(outcome(each)).isInstanceOf(Accepted.class));
        result(another.quit());
        assertThat(peer.sessions()).hasSize(before);
        assertThat(peer.sessions().get(before - 1).followedAtOnce()).isZero();
    }

    @Test
    @DisplayName("a peer that loses its way behind content is not tried with that again")
    void learnWhatAPeerCannotDo() {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(Stage.END_OF_DATA, Answer.inTurn(Answer.onceFollowed(Answer.close()), Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");
        assertLeftBehind(send(session, "2@x"));
        assertThat(outcome(first)).isInstanceOf(InDoubt.class);

        assertNobodyFollows(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 5.5.2 what?", "502 5.5.1 no such thing", "503 5.5.1 not now"})
    @DisplayName("a peer that does not know MAIL right behind content has said nothing about the message")
    void areNotRefusedForWherePeersLoseTheirWay(String reply) {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(Stage.MAIL, Answer.inTurn(Answer.normal(), Answer.reply(reply), Answer.normal()))
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(Answer.onceFollowed(Answer.reply("250 2.0.0 mine")), Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");

        assertLeftBehind(send(session, "2@x"));

        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        await().until(() -> !session.isOpen());
        assertNobodyFollows(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 2.0.0 again", "354 go on", "451 4.3.0 hm", "500 5.5.2 what?", "503 5.5.1 not now"})
    @DisplayName("a reply too many to the first neither bounces the second nor has it taken for delivered")
    void surviveOneReplyTooMany(String surplus) {
        SmtpPeer peer = start(Way.DATA
                .in(inClear())
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(Answer.onceFollowed(Answer.reply("250 2.0.0 mine", surplus)), Answer.normal())));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> first = send(session, "1@x");
        CompletableFuture<TransactionResult> second = send(session, "2@x");

        assertThat(outcome(first)).isInstanceOf(Accepted.class);
        assertThat(outcome(second)).isNotInstanceOf(Accepted.class);
        assertThat(outcome(second))
                .satisfiesAnyOf(
                        outcome -> assertThat(outcome).isInstanceOf(NotSent.class),
                        outcome -> assertThat(((Refused) outcome).reply().isPermanentFailure())
                                .isFalse());
        session.close();
    }

    @Test
    void doNotFollowQuit() {
        SmtpPeer peer = start(inClear());
        SmtpSession session = openInClear(peer);
        result(session.quit());

        assertThat(send(session, "1@x")).isCompletedExceptionally();
    }

    private SmtpSession openImpatiently(SmtpPeer peer) {
        return ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(IMPATIENT))).session();
    }
}
