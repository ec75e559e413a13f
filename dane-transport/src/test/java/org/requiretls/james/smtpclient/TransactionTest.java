package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.RecipientOutcome.Refused;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.ContentUnreadable;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

/** Sending messages over an open session, with good peers and bad ones. */
class TransactionTest extends ClientAgainstPeers {

    private static final MessageContent HELLO = content("Subject: hello\r\n\r\n.dot\nlast line");

    /** Whether the peer lets the envelope come in one go. */
    enum Grouping {
        PIPELINED,
        STEP_BY_STEP;

        SmtpPeerBuilder in(SmtpPeerBuilder peer) {
            return this == PIPELINED ? peer : peer.keywords("8BITMIME", "SIZE 1000000", "REQUIRETLS");
        }
    }

    private static MessageContent content(String text) {
        return MessageContent.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Envelope to(String... recipients) {
        return new Envelope(
                "sender@example.org",
                List.of(),
                Stream.of(recipients).map(Recipient::of).toList());
    }

    private static TransactionResult send(SmtpSession session, Envelope envelope) {
        return result(session.send(envelope, HELLO));
    }

    private static List<RecipientOutcome> outcomes(TransactionResult result) {
        return result.recipients().stream().map(result::outcomeFor).toList();
    }

    private static RecipientOutcome outcome(TransactionResult result) {
        assertThat(result.recipients()).hasSize(1);
        return outcomes(result).get(0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R8689-4.2.1-14: the message, with the parameters given, inside TLS")
    @Covers("R8689-4.2.1-14")
    void sends(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(withTls()).requireTlsOffered());
        SmtpSession session = openEncrypted(peer);
        TransactionResult result = result(session.send(
                new Envelope(
                        "sender@example.org",
                        List.of("SIZE=40", "REQUIRETLS"),
                        List.of(Recipient.of("one@example.net"), Recipient.of("two@example.net"))),
                HELLO));

        assertThat(outcomes(result))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Accepted.class,
                                accepted -> assertThat(accepted.reply().code()).isEqualTo(250)));
        assertThat(result.isAcceptedForSome()).isTrue();
        ReceivedMessage message = peer.messages().get(0);
        assertThat(message.text()).isEqualTo("Subject: hello\r\n\r\n.dot\r\nlast line\r\n");
        assertThat(message.tls()).isPresent();
        assertThat(message.reversePath().parameters()).containsExactly("SIZE=40", "REQUIRETLS");
        assertThat(message.recipientAddresses()).containsExactly("one@example.net", "two@example.net");
        result(session.quit());
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void sendsOneMessageAfterTheOther(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()));
        SmtpSession session = openInClear(peer);
        for (int i = 0; i < 3; i++) {
            assertThat(outcome(send(session, to("rcpt" + i + "@example.net")))).isInstanceOf(Accepted.class);
        }
        assertThat(peer.messages())
                .extracting(message -> message.recipientAddresses().get(0))
                .containsExactly("rcpt0@example.net", "rcpt1@example.net", "rcpt2@example.net");
        assertThat(session.isOpen()).isTrue();
        result(session.quit());
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("RSET");
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void reportsEachRecipient(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear())
                .onRecipient("no@x", Answer.reply("550 5.1.1 no such user"))
                .onRecipient("later@x", Answer.reply("450 4.2.1 later")));
        SmtpSession session = openInClear(peer);
        TransactionResult result = send(session, to("yes@x", "no@x", "later@x"));
        assertThat(outcomes(result))
                .containsExactly(
                        new Accepted(result.end().orElseThrow()),
                        new Refused(SmtpStage.RCPT, new Reply(550, List.of("5.1.1 no such user"))),
                        new Refused(SmtpStage.RCPT, new Reply(450, List.of("4.2.1 later"))));
        assertThat(peer.messages().get(0).recipientAddresses()).containsExactly("yes@x");
        result(session.quit());
    }

    private static Envelope toAllOrNone(String... recipients) {
        Envelope envelope = to(recipients);
        return new Envelope(envelope.reversePath(), List.of(), envelope.recipients(), Envelope.Quorum.ALL);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheMessageFromAllWhereOneIsRefusedAndAllWereAskedFor(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear())
                .onRecipient("two@x", Answer.reply("550 5.1.1 unknown"))
                .onRecipient("three@x", Answer.reply("450 4.2.1 later")));
        SmtpSession session = openInClear(peer);

        List<RecipientOutcome> outcomes = outcomes(send(session, toAllOrNone("one@x", "two@x", "three@x")));

        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        RecipientOutcome.HeldBack.class,
                        held -> assertThat(held.cause()).hasToString("550 5.1.1 unknown"));
        assertThat(outcomes.subList(1, 3)).allMatch(Refused.class::isInstance);
        assertThat(peer.messages()).isEmpty();
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("DATA");

        assertThat(outcomes(send(session, toAllOrNone("one@x")))).allMatch(Accepted.class::isInstance);
        result(session.quit());
        assertThat(peer.sessions().get(0).verbs())
                .containsExactly("EHLO", "MAIL", "RCPT", "RCPT", "RCPT", "RSET", "MAIL", "RCPT", "DATA", "QUIT");
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void sendsWhereAllAreAcceptedAndAllWereAskedFor(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()));
        SmtpSession session = openInClear(peer);

        assertThat(outcomes(send(session, toAllOrNone("one@x", "two@x")))).allMatch(Accepted.class::isInstance);
        result(session.quit());
        assertThat(peer.messages().get(0).recipientAddresses()).containsExactly("one@x", "two@x");
    }

    @ParameterizedTest
    @EnumSource
    void endsWith421AlsoWhereAllWereAskedFor(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()).onRecipient("two@x", Answer.reply("421 4.3.2 leaving")));
        TransactionResult result = send(openInClear(peer), toAllOrNone("one@x", "two@x"));

        assertThat(outcomes(result).get(0)).isInstanceOf(NotSent.class);
        assertThat(outcomes(result).get(1)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @EnumSource
    void sendsNothingWhereAllRecipientsAreRefused(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()).onRecipient("no@x", Answer.reply("550 5.1.1 no")));
        SmtpSession session = openInClear(peer);
        assertThat(outcome(send(session, to("no@x")))).isInstanceOf(Refused.class);
        assertThat(outcome(send(session, to("yes@x")))).isInstanceOf(Accepted.class);
        assertThat(peer.sessions().get(0).arrivals()).hasSize(1);
        assertThat(peer.sessions().get(0).verbs()).contains("RSET");
        result(session.quit());
        assertThat(peer.violations()).isEmpty();
    }

    @Test
    @DisplayName("RFC 2920 section 3.1: 354 although no recipient was accepted is answered by a lone dot")
    void sendsALoneDotWhereDataIsAcceptedForNobody() {
        SmtpPeer peer = start(inClear()
                .onRecipient("no@x", Answer.reply("550 5.1.1 no"))
                .on(Stage.DATA, Answer.inTurn(Answer.reply("354 go"), Answer.normal())));
        SmtpSession session = openInClear(peer);
        TransactionResult result = send(session, to("no@x"));
        assertThat(outcome(result)).isEqualTo(new Refused(SmtpStage.RCPT, new Reply(550, List.of("5.1.1 no"))));
        assertThat(peer.sessions().get(0).arrivals().get(0).size()).isZero();
        assertThat(outcome(send(session, to("yes@x")))).isInstanceOf(Accepted.class);
        result(session.quit());
        assertThat(peer.violations()).isEmpty();
    }

    @Test
    void sendsNoEmptyMessageWhereMailWasRefusedAndTheRestAccepted() {
        SmtpPeer peer = start(inClear()
                .on(Stage.MAIL, Answer.reply("550 5.7.1 no"))
                .on(Stage.RCPT, Answer.reply("250 why not"))
                .on(Stage.DATA, Answer.reply("354 go")));
        SmtpSession session = openInClear(peer);
        TransactionResult result = send(session, to("a@x"));
        assertThat(outcome(result)).isInstanceOf(Refused.class);
        assertThat(result.failure()).get().isInstanceOf(ProtocolError.class);
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions().get(0).arrivals()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("N7e, Xe: 530 to MAIL in clear; R9: the refusal stands for every recipient, no second MAIL")
    void reportsThatMailWasRefused(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(withTls()).tlsDemanded());
        SmtpSession session = openInClear(peer);
        TransactionResult result = send(session, to("a@x", "b@x"));
        assertThat(outcomes(result)).allSatisfy(outcome -> {
            assertThat(((Refused) outcome).stage()).isEqualTo(SmtpStage.MAIL);
            assertThat(((Refused) outcome).reply().code()).isEqualTo(530);
        });
        assertThat(result.failure()).isEmpty();
        result(session.quit());
        assertThat(peer.sessions().get(0).verbs()).containsOnlyOnce("MAIL");
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void reportsThatDataWasRefused(Grouping grouping) {
        SmtpPeer peer = start(
                grouping.in(inClear()).on(Stage.DATA, Answer.inTurn(Answer.reply("451 4.3.0 disk"), Answer.normal())));
        SmtpSession session = openInClear(peer);
        assertThat(((Refused) outcome(send(session, to("a@x")))).stage()).isEqualTo(SmtpStage.DATA);
        assertThat(outcome(send(session, to("a@x")))).isInstanceOf(Accepted.class);
        result(session.quit());
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest(name = "after the final dot [{0}]")
    @ValueSource(strings = {"452 4.2.2 full", "554 5.6.0 spam", "421 4.3.2 leaving"})
    void reportsThatTheMessageWasRefused(String refusal) {
        SmtpPeer peer = start(inClear().on(Stage.END_OF_DATA, Answer.reply(refusal)));
        SmtpSession session = openInClear(peer);
        Refused outcome = (Refused) outcome(send(session, to("a@x")));
        assertThat(outcome.stage()).isEqualTo(SmtpStage.END_OF_DATA);
        assertThat(outcome.reply()).hasToString(refusal);
        result(session.quit());
    }

    @Test
    void usesTheKeywordsInsideTlsAlone() {
        SmtpPeer peer = start(withTls().keywordsInTls("8BITMIME"));
        SmtpSession session = openEncrypted(peer);
        assertThat(outcome(send(session, to("a@x")))).isInstanceOf(Accepted.class);
        result(session.quit());
        assertThat(peer.violations()).as("PIPELINING was offered in clear only").isEmpty();
    }

    /** The replies that a client awaits while it sends. */
    enum Sending {
        MAIL(Stage.MAIL),
        RCPT(Stage.RCPT),
        DATA(Stage.DATA),
        END_OF_DATA(Stage.END_OF_DATA);

        private final Stage stage;

        Sending(Stage stage) {
            this.stage = stage;
        }

        /** Only after the final dot can the peer have taken the message. */
        void assertAsUncertainAsItIs(RecipientOutcome outcome, Class<? extends SessionFailure> cause) {
            if (this == END_OF_DATA) {
                assertThat(outcome).isInstanceOf(InDoubt.class);
                assertThat(((InDoubt) outcome).failure()).isInstanceOf(cause);
            } else {
                assertThat(outcome).isInstanceOf(NotSent.class);
                assertThat(((NotSent) outcome).failure()).isInstanceOf(cause);
            }
        }
    }

    static Stream<Arguments> everyReplyInEveryGrouping() {
        return Stream.of(Sending.values())
                .flatMap(at -> Stream.of(Grouping.values()).map(grouping -> Arguments.of(at, grouping)));
    }

    @ParameterizedTest
    @MethodSource("everyReplyInEveryGrouping")
    void notesAClose(Sending at, Grouping grouping) {
        RecipientOutcome outcome = failing(at, grouping, Answer.close());
        at.assertAsUncertainAsItIs(outcome, ConnectionLost.class);
    }

    @ParameterizedTest
    @MethodSource("everyReplyInEveryGrouping")
    void notesAReset(Sending at, Grouping grouping) {
        RecipientOutcome outcome = failing(at, grouping, Answer.reset());
        at.assertAsUncertainAsItIs(outcome, ConnectionLost.class);
    }

    @ParameterizedTest
    @MethodSource("everyReplyInEveryGrouping")
    void doesNotWaitForEver(Sending at, Grouping grouping) {
        RecipientOutcome outcome = failing(at, grouping, Answer.hang());
        at.assertAsUncertainAsItIs(outcome, ConnectionLost.class);
        assertThat(((ConnectionLost) failureOf(outcome)).loss()).isEqualTo(Loss.TIMEOUT);
        assertThat(failureOf(outcome).stage()).hasToString(at.name());
    }

    @ParameterizedTest
    @MethodSource("everyReplyInEveryGrouping")
    void bearsNoGarbage(Sending at, Grouping grouping) {
        RecipientOutcome outcome = failing(at, grouping, Answer.raw("2what\r\n"));
        at.assertAsUncertainAsItIs(outcome, ProtocolError.class);
    }

    @ParameterizedTest
    @MethodSource("everyReplyInEveryGrouping")
    void bearsNoEndlessReply(Sending at, Grouping grouping) {
        RecipientOutcome outcome = failing(at, grouping, Answer.endlessReply(250));
        at.assertAsUncertainAsItIs(outcome, ProtocolError.class);
    }

    @ParameterizedTest
    @MethodSource("everyReplyInEveryGrouping")
    void bearsNoReplyOutOfPlace(Sending at, Grouping grouping) {
        String outOfPlace = at == Sending.DATA ? "250 done" : "354 go on";
        RecipientOutcome outcome = failing(at, grouping, Answer.reply(outOfPlace));
        at.assertAsUncertainAsItIs(outcome, ProtocolError.class);
    }

    private RecipientOutcome failing(Sending at, Grouping grouping, Answer answer) {
        SmtpPeer peer = start(grouping.in(inClear()).on(at.stage, answer));
        SmtpSession session =
                ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(IMPATIENT))).session();
        RecipientOutcome outcome = outcome(send(session, to("a@x")));
        await().until(() -> !session.isOpen());
        assertThat(outcome(send(session, to("a@x")))).as("afterwards").isInstanceOf(NotSent.class);
        return outcome;
    }

    private static SessionFailure failureOf(RecipientOutcome outcome) {
        return outcome instanceof InDoubt doubt ? doubt.failure() : ((NotSent) outcome).failure();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("421 to one command is its reply; those after it have none")
    void takes421ForTheReplyAndTheEnd(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()).onRecipient("b@x", Answer.reply("421 4.3.2 leaving")));
        TransactionResult result = send(openInClear(peer), to("a@x", "b@x", "c@x"));
        List<RecipientOutcome> outcomes = outcomes(result);
        assertThat(outcomes.get(0)).isInstanceOf(NotSent.class);
        assertThat(((Refused) outcomes.get(1)).reply().code()).isEqualTo(421);
        assertThat(failureOf(outcomes.get(2)).detail()).isEqualTo("the peer closes: 421 4.3.2 leaving");
    }

    @Test
    @DisplayName("RFC 5321 section 3.8: 421 while nothing is asked")
    void noticesThatAnIdlePeerHasLeft() {
        SmtpPeer peer = start(
                inClear().on(Stage.END_OF_DATA, Answer.reply("250 2.0.0 mine").then(Answer.reply("421 4.4.2 idle"))));
        SmtpSession session = openInClear(peer);
        assertThat(outcome(send(session, to("a@x")))).isInstanceOf(Accepted.class);
        await().until(() -> !session.isOpen());
        SessionFailure failure = failureOf(outcome(send(session, to("a@x"))));
        assertThat(failure.detail()).isEqualTo("the peer closes: 421 4.4.2 idle");
    }

    @Test
    void endsTheSessionOnAReplyWithoutCommand() {
        SmtpPeer peer = start(inClear().on(Stage.END_OF_DATA, Answer.reply("250 mine", "250 forged")));
        SmtpSession session = openInClear(peer);
        assertThat(outcome(send(session, to("a@x")))).isInstanceOf(Accepted.class);
        await().until(() -> !session.isOpen());
        SessionFailure failure = failureOf(outcome(send(session, to("a@x"))));
        assertThat(failure).isInstanceOf(ProtocolError.class);
        assertThat(failure.detail()).isEqualTo("a reply without a command: 250 forged");
    }

    @Test
    void endsTheSessionOnAReplyInTheMiddleOfTheContent() {
        SmtpPeer peer = startStalling(
                inClear().on(Stage.CONTENT, Answer.reply("552 5.3.4 too long").then(Answer.stall())));
        TransactionResult result = result(openInClear(peer).send(to("a@x"), () -> new EndlessStream()));
        SessionFailure failure = failureOf(outcome(result));
        assertThat(failure).isInstanceOf(ProtocolError.class);
        assertThat(failure.stage()).isEqualTo(SmtpStage.CONTENT);
        assertThat(failure.detail()).contains("552 5.3.4 too long");
        assertThat(result.finalDotSent()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "421"})
    void notesALossInTheMiddleOfTheContent(String how) {
        Answer answer = how.equals("close")
                ? Answer.close()
                : how.equals("reset") ? Answer.reset() : Answer.reply("421 4.3.2 leaving");
        SmtpPeer peer = start(inClear().on(Stage.CONTENT, answer));
        TransactionResult result = result(openInClear(peer).send(to("a@x"), () -> new EndlessStream()));
        assertThat(outcome(result)).isInstanceOf(NotSent.class);
        assertThat(failureOf(outcome(result))).isInstanceOf(ConnectionLost.class);
    }

    @Test
    void doesNotWaitForEverForAPeerThatTakesNoContent() {
        SmtpPeer peer = startStalling(inClear().on(Stage.CONTENT, Answer.stall()));
        EndlessStream content = new EndlessStream();
        TransactionResult result = result(
                ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(IMPATIENT)))
                        .session()
                        .send(to("a@x"), () -> content));
        SessionFailure failure = failureOf(outcome(result));
        assertThat(((ConnectionLost) failure).loss()).isEqualTo(Loss.TIMEOUT);
        assertThat(failure.stage()).isEqualTo(SmtpStage.CONTENT);
        assertThat(outcome(result)).isInstanceOf(NotSent.class);
        await().untilTrue(content.closed);
    }

    @Test
    void readsNoFasterThanThePeerTakes() {
        SmtpPeer peer = startStalling(withTls().on(Stage.CONTENT, Answer.stall()));
        EndlessStream content = new EndlessStream();
        SmtpSession session = openEncrypted(peer);
        CompletableFuture<TransactionResult> result = session.send(to("a@x"), () -> content);
        await().pollInterval(Duration.ofMillis(300)).until(content::isAtRest);
        assertThat(content.read).as("as much as two TCP buffers hold").isLessThan(32L * 1024 * 1024);
        session.close();
        assertThat(failureOf(outcome(result(result))).detail()).isEqualTo("closed on our side");
        await().untilTrue(content.closed);
    }

    @ParameterizedTest
    @EnumSource
    void sendsLargeMessages(Grouping grouping) {
        long size = 12L * 1024 * 1024;
        SmtpPeer peer = start(grouping.in(withTls()).keepContent(100));
        SmtpSession session = openEncrypted(peer);
        TransactionResult result = result(session.send(to("a@x"), () -> new LimitedStream(new EndlessStream(), size)));
        assertThat(outcome(result)).isInstanceOf(Accepted.class);
        assertThat(peer.messages().get(0).size()).isEqualTo(size);
        result(session.quit());
    }

    @Test
    void boundsTheWholeTransaction() {
        SmtpPeer peer = start(inClear());
        SmtpTimeouts timeouts = PATIENT.withTransaction(Duration.ofMillis(700));
        SmtpSession session =
                ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(timeouts))).session();
        TransactionResult result = result(session.send(to("a@x"), EndlessStream::new));
        assertThat(((ConnectionLost) failureOf(outcome(result))).loss()).isEqualTo(Loss.DEADLINE);
        assertThat(outcome(result)).isInstanceOf(NotSent.class);
    }

    @Test
    void givesUpWhereTheContentCannotBeOpened() {
        SmtpPeer peer = start(inClear());
        TransactionResult result = result(openInClear(peer).send(to("a@x"), () -> {
            throw new IOException("no such\r\nfile");
        }));
        assertThat(failureOf(outcome(result))).isEqualTo(new ContentUnreadable(SmtpStage.CONTENT, "no such??file"));
        assertThat(outcome(result)).isInstanceOf(NotSent.class);
        await().until(() -> peer.sessions().get(0).ending() == Ending.CLIENT_CLOSED);
        assertThat(peer.sessions().get(0).arrivals()).isEmpty();
    }

    @Test
    @DisplayName("RFC 5321 section 4.1.1.4: without the final dot there is no message")
    void givesUpWhereTheContentCannotBeReadToItsEnd() {
        SmtpPeer peer = start(inClear());
        AtomicBoolean closed = new AtomicBoolean();
        InputStream torn = new FilterInputStream(new ByteArrayInputStream("Subject: x\r\n".getBytes())) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                if (read < 0) {
                    throw new IOException("disk gone");
                }
                return read;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        TransactionResult result = result(openInClear(peer).send(to("a@x"), () -> torn));
        assertThat(outcome(result)).isInstanceOf(NotSent.class);
        assertThat(failureOf(outcome(result)).detail()).isEqualTo("disk gone");
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions().get(0).arrivals()).isEmpty();
        await().untilTrue(closed);
    }

    @Test
    void callersMayBlockInCallbacks() {
        SmtpPeer peer = start(inClear());
        CompletableFuture<TransactionResult> both = client.open(request(peer).with(TlsMode.NEVER))
                .thenApply(opening -> {
                    SmtpSession session = ((SessionOpening.InClear) opening).session();
                    TransactionResult result = send(session, to("a@x"));
                    result(session.quit());
                    return result;
                });
        assertThat(outcome(result(both))).isInstanceOf(Accepted.class);
    }

    @Test
    void takesManyRecipientsStepByStep() {
        SmtpPeer peer = start(Grouping.STEP_BY_STEP.in(inClear()));
        SmtpSession session = openInClear(peer);
        String[] recipients =
                IntStream.range(0, 3000).mapToObj(i -> "r" + i + "@x").toArray(String[]::new);
        assertThat(outcomes(send(session, to(recipients)))).hasSize(3000).allMatch(Accepted.class::isInstance);
        assertThat(peer.messages().get(0).recipientAddresses()).containsExactly(recipients);
        result(session.quit());
    }

    @Test
    void takesManyRecipientsAtOnce() {
        SmtpPeer peer = start(withTls());
        SmtpSession session = openEncrypted(peer);
        String[] recipients =
                IntStream.range(0, 3000).mapToObj(i -> "r" + i + "@x").toArray(String[]::new);
        assertThat(outcomes(send(session, to(recipients)))).hasSize(3000).allMatch(Accepted.class::isInstance);
        assertThat(peer.messages().get(0).recipientAddresses()).containsExactly(recipients);
        result(session.quit());
    }

    private static void awaitLatch(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Lines without end; counts what was read of them. */
    private static final class EndlessStream extends InputStream {

        private static final byte[] LINE = "0123456789\r\n".getBytes(StandardCharsets.US_ASCII);

        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile long read;
        private long readWhenLastAsked = -1;

        @Override
        public int read() {
            long position = read;
            read = position + 1;
            return LINE[(int) (position % LINE.length)];
        }

        /** Whether nothing was read since the last time it was asked. */
        boolean isAtRest() {
            boolean atRest = read > 0 && read == readWhenLastAsked;
            readWhenLastAsked = read;
            return atRest;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    /** The beginning of another stream, ended so that its last line is whole. */
    private static final class LimitedStream extends FilterInputStream {

        private long left;

        LimitedStream(InputStream source, long length) {
            super(source);
            left = length;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? super.read() : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(target, offset, (int) Math.min(length, left));
            left -= read;
            return read;
        }
    }
}
