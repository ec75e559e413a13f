package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.RecipientOutcome.Refused;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

/** Content in chunks (RFC 3030), to peers that know what they offer and to others. */
class ChunkingTest extends ClientAgainstPeers {

    private static final Envelope ENVELOPE = to("a@x");
    private static final MessageContent HELLO =
            MessageContent.of("Subject: hello\n\n.\n..dot\rlast line".getBytes(StandardCharsets.US_ASCII));
    private static final String HELLO_ON_THE_WIRE = "Subject: hello\r\n\r\n.\r\n..dot\r\nlast line\r\n";

    /** Whether chunks may follow each other before they are answered. */
    enum Grouping {
        PIPELINED,
        STEP_BY_STEP;

        SmtpPeerBuilder in(SmtpPeerBuilder peer) {
            return this == PIPELINED
                    ? peer.keywords("PIPELINING", "8BITMIME", "CHUNKING")
                    : peer.keywords("8BITMIME", "CHUNKING");
        }
    }

    private static Envelope to(String... recipients) {
        return new Envelope(
                "sender@example.org",
                List.of(),
                Stream.of(recipients).map(Recipient::of).toList());
    }

    private static RecipientOutcome outcome(TransactionResult result) {
        assertThat(result.recipients()).hasSize(1);
        return result.outcomeFor(result.recipients().get(0));
    }

    private static RecipientOutcome send(SmtpSession session) {
        return outcome(result(session.send(ENVELOPE, HELLO)));
    }

    private static List<String> verbs(SmtpPeer peer) {
        return peer.sessions().get(0).verbs();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the same lines as after DATA, counted, and no dot doubled")
    void sends(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(withTls()));
        SmtpSession session = openEncrypted(peer);

        assertThat(send(session)).isInstanceOf(Accepted.class);
        assertThat(send(session)).isInstanceOf(Accepted.class);
        result(session.quit());

        assertThat(peer.messages())
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.text()).isEqualTo(HELLO_ON_THE_WIRE));
        assertThat(peer.sessions().get(0).commandLines().stream().filter(line -> line.startsWith("BDAT")))
                .hasSize(2)
                .allMatch(("BDAT " + HELLO_ON_THE_WIRE.length() + " LAST")::equals);
        assertThat(verbs(peer)).doesNotContain("DATA", "RSET");
        assertThat(peer.violations()).isEmpty();
    }

    @Test
    void sendsAnEmptyMessage() {
        SmtpPeer peer = start(Grouping.PIPELINED.in(inClear()));
        SmtpSession session = openInClear(peer);

        assertThat(outcome(result(session.send(ENVELOPE, MessageContent.of(new byte[0])))))
                .isInstanceOf(Accepted.class);
        result(session.quit());

        assertThat(peer.sessions().get(0).commandLines()).contains("BDAT 0 LAST");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a large message in chunks of bounded size, each answered")
    void sendsLargeMessages(Grouping grouping) {
        long size = 12L * 1024 * 1024 + 7;
        SmtpPeer peer = start(grouping.in(withTls()).keepContent(100));
        SmtpSession session = openEncrypted(peer);

        assertThat(outcome(result(session.send(ENVELOPE, () -> new Lines(size)))))
                .isInstanceOf(Accepted.class);
        result(session.quit());

        assertThat(peer.messages().get(0).size()).isEqualTo(size);
        assertThat(peer.sessions().get(0).commandLines().stream()
                        .filter(line -> line.startsWith("BDAT"))
                        .mapToInt(line -> Integer.parseInt(line.split(" ")[1])))
                .hasSizeGreaterThan(300)
                .allMatch(octets -> octets <= ContentEncoder.worstCase(ContentPump.BLOCK_OCTETS));
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 3030 section 2: a refused chunk is the last one, and RSET comes before the next message")
    void stopsAtARefusedChunk(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear())
                .on(Stage.CHUNK, Answer.inTurn(Answer.normal(), Answer.reply("452 4.3.1 full"), Answer.normal())));
        SmtpSession session = openInClear(peer);
        Lines content = new Lines(Long.MAX_VALUE);

        Refused refused = (Refused) outcome(result(session.send(ENVELOPE, () -> content)));

        assertThat(refused.reply()).hasToString("452 4.3.1 full");
        await().untilTrue(content.closed);
        assertThat(send(session)).isInstanceOf(Accepted.class);
        result(session.quit());
        assertThat(verbs(peer)).containsSubsequence("BDAT", "BDAT", "RSET", "MAIL", "RCPT", "BDAT", "QUIT");
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "451 4.7.1 greylisted|551 5.0.0 discarded after earlier error|451 4.7.1 greylisted",
                "552 5.3.4 too large|503 5.5.1 no recipients|552 5.3.4 too large",
                "451 4.3.0 later|451 4.3.0 later still|451 4.3.0 later",
            })
    @DisplayName("chunks behind a refused one are refused for whatever reason: the first refusal is the answer, and the"
            + " last chunk, which is out already, none")
    void takesTheFirstRefusalForTheAnswer(String first, String others, String answer) {
        SmtpPeer peer = start(Grouping.PIPELINED
                .in(inClear())
                .on(Stage.CHUNK, Answer.onceFollowed(Answer.reply(first)))
                .on(Stage.CHUNK_BEHIND_REFUSED, Answer.reply(others)));
        SmtpSession session = openInClear(peer);
        int twoChunks = ContentPump.BLOCK_OCTETS + 1;

        RecipientOutcome outcome = outcome(result(session.send(ENVELOPE, () -> new Lines(twoChunks))));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reply()).hasToString(answer));
        assertThat(verbs(peer).stream().filter("BDAT"::equals)).hasSize(2);
        assertThat(session.isOpen()).isTrue();
        result(session.quit());
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterARefusedMessage(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear())
                .on(Stage.END_OF_DATA, Answer.inTurn(Answer.reply("554 5.6.0 no"), Answer.normal())));
        SmtpSession session = openInClear(peer);

        assertThat(((Refused) send(session)).reply()).hasToString("554 5.6.0 no");
        assertThat(send(session)).isInstanceOf(Accepted.class);
        result(session.quit());
        assertThat(verbs(peer)).containsExactly("EHLO", "MAIL", "RCPT", "BDAT", "RSET", "MAIL", "RCPT", "BDAT", "QUIT");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("content is not for a peer that takes no recipient, or no sender")
    void sendsNoContentToNobody(Grouping grouping) {
        SmtpPeer strict = start(grouping.in(inClear()).on(Stage.RCPT, Answer.reply("550 5.1.1 nobody")));
        SmtpPeer odd = start(grouping.in(inClear())
                .on(Stage.MAIL, Answer.reply("550 5.7.1 not you"))
                .on(Stage.RCPT, Answer.reply("250 2.1.5 fine")));

        for (SmtpPeer peer : List.of(strict, odd)) {
            SmtpSession session = openInClear(peer);
            assertThat(send(session)).isInstanceOf(Refused.class);
            result(session.quit());
            assertThat(verbs(peer)).doesNotContain("BDAT", "DATA");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheMessageFromAllWhereAllWereAskedForAndOneIsRefused(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()).onRecipient("b@x", Answer.reply("550 5.1.1 nobody")));
        SmtpSession session = openInClear(peer);
        Envelope both = to("a@x", "b@x");

        result(session.send(
                new Envelope(both.reversePath(), List.of(), both.recipients(), Envelope.Quorum.ALL), HELLO));
        result(session.quit());

        assertThat(verbs(peer)).doesNotContain("BDAT", "DATA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 5.5.1 what?", "502 5.5.1 not here", "503 5.5.1 bad sequence", "504 5.5.4 no"})
    @DisplayName("a peer that offers what it does not know takes the content for commands: no more of that, but DATA")
    void resortsToDataWhereTheOfferIsEmpty(String reply) {
        SmtpPeer peer = start(Grouping.PIPELINED.in(inClear()).on(Stage.BDAT, Answer.reply(reply)));
        SmtpSession session = openInClear(peer);

        NotSent notSent = (NotSent) send(session);

        assertThat(notSent.failure()).isInstanceOf(ProtocolError.class);
        await().until(() -> !session.isOpen());
        SmtpSession another = openInClear(peer);
        assertThat(send(another)).isInstanceOf(Accepted.class);
        result(another.quit());
        assertThat(peer.sessions().get(1).verbs()).containsExactly("EHLO", "MAIL", "RCPT", "DATA", "QUIT");
    }

    @Test
    void canBeSwitchedOff() {
        SmtpPeer peer = start(Grouping.PIPELINED.in(inClear()));
        try (SmtpClient without = new SmtpClient(1, TlsProvider.JDK, Chunking.NEVER)) {
            SmtpSession session =
                    ((SessionOpening.InClear) result(without.open(request(peer).with(TlsMode.NEVER)))).session();
            assertThat(send(session)).isInstanceOf(Accepted.class);
            result(session.quit());
        }
        assertThat(verbs(peer)).contains("DATA").doesNotContain("BDAT");
    }

    static Stream<Arguments> lossesInEveryGrouping() {
        return Stream.of(Grouping.values())
                .flatMap(grouping -> Stream.of(
                        Arguments.of(grouping, Stage.CHUNK, Answer.close()),
                        Arguments.of(grouping, Stage.CHUNK, Answer.reset()),
                        Arguments.of(grouping, Stage.CHUNK, Answer.hang()),
                        Arguments.of(grouping, Stage.CHUNK, Answer.endlessLine()),
                        Arguments.of(grouping, Stage.CHUNK, Answer.endlessReply(250)),
                        Arguments.of(grouping, Stage.CHUNK, Answer.raw("2what\r\n")),
                        Arguments.of(grouping, Stage.CHUNK, Answer.reply("354 go on")),
                        Arguments.of(grouping, Stage.BDAT, Answer.close()),
                        Arguments.of(grouping, Stage.BDAT, Answer.reset()),
                        Arguments.of(grouping, Stage.BDAT, Answer.hang())));
    }

    @ParameterizedTest
    @MethodSource("lossesInEveryGrouping")
    @DisplayName(
            "a connection lost before the last chunk: nothing was sent, in bounded time, and the content is closed")
    void isNotSentWithoutTheLastChunk(Grouping grouping, Stage stage, Answer answer) {
        SmtpPeer peer = start(grouping.in(inClear()).on(stage, answer));
        Lines content = new Lines(Long.MAX_VALUE);

        RecipientOutcome outcome = outcome(result(impatient(peer).send(ENVELOPE, () -> content)));

        assertThat(outcome).isInstanceOf(NotSent.class);
        await().untilTrue(content.closed);
        assertThat(peer.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "hang"})
    @DisplayName("a connection lost after the last chunk: in doubt")
    void isInDoubtAfterTheLastChunk(String how) {
        Answer answer = how.equals("close") ? Answer.close() : how.equals("reset") ? Answer.reset() : Answer.hang();
        SmtpPeer peer = start(Grouping.PIPELINED.in(inClear()).on(Stage.END_OF_DATA, answer));

        assertThat(outcome(result(impatient(peer).send(ENVELOPE, HELLO)))).isInstanceOf(InDoubt.class);
    }

    @ParameterizedTest
    @EnumSource
    void takes421ForAnAnswerAndTheEnd(Grouping grouping) {
        SmtpPeer peer = start(grouping.in(inClear()).on(Stage.CHUNK, Answer.reply("421 4.3.2 leaving")));
        Lines content = new Lines(Long.MAX_VALUE);
        SmtpSession session = openInClear(peer);

        Refused refused = (Refused) outcome(result(session.send(ENVELOPE, () -> content)));

        assertThat(refused.reply().code()).isEqualTo(421);
        await().until(() -> !session.isOpen());
        await().untilTrue(content.closed);
    }

    @Test
    @DisplayName("a message with a hole in it counts as refused, and who takes it gets no other")
    void trustsNobodyWhoAcceptsTheRestOfARefusedMessage() {
        SmtpPeer peer = start(Grouping.PIPELINED
                .in(inClear())
                .on(Stage.CHUNK, Answer.reply("452 4.3.1 full", "250 2.0.0 all of it")));
        SmtpSession session = openInClear(peer);

        RecipientOutcome outcome =
                outcome(result(session.send(ENVELOPE, () -> new Lines(ContentPump.BLOCK_OCTETS + 12L))));

        assertThat(outcome).isNotInstanceOf(Accepted.class).isNotInstanceOf(InDoubt.class);
        await().until(() -> !session.isOpen());
    }

    @Test
    @DisplayName("replies that stay out bound how much is sent")
    void sendsNoMoreThanIsAnswered() {
        SmtpPeer peer = start(Grouping.PIPELINED.in(inClear()).on(Stage.CHUNK, Answer.hang()));
        Lines content = new Lines(Long.MAX_VALUE);
        SmtpTimeouts timeouts = PATIENT.atMost(Duration.ofSeconds(2)).withTransaction(Duration.ofSeconds(20));
        SmtpSession session =
                ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(timeouts))).session();

        assertThat(outcome(result(session.send(ENVELOPE, () -> content)))).isInstanceOf(NotSent.class);

        assertThat(content.read.get())
                .isBetween(
                        (long) Chunks.MOST_UNANSWERED * ContentPump.BLOCK_OCTETS,
                        (Chunks.MOST_UNANSWERED + 1L) * ContentPump.BLOCK_OCTETS);
    }

    @Test
    @DisplayName("content that cannot be read to its end has no last chunk")
    void givesUpWhereTheContentCannotBeRead() {
        SmtpPeer peer = start(Grouping.PIPELINED.in(inClear()));
        InputStream torn = new Lines(Long.MAX_VALUE) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (read.get() > 100_000) {
                    throw new IOException("disk gone");
                }
                return super.read(target, offset, length);
            }
        };

        RecipientOutcome outcome = outcome(result(openInClear(peer).send(ENVELOPE, () -> torn)));

        assertThat(((NotSent) outcome).failure().detail()).isEqualTo("disk gone");
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions().get(0).arrivals()).isEmpty();
        assertThat(peer.sessions().get(0).commandLines()).noneMatch(line -> line.endsWith("LAST"));
    }

    private SmtpSession impatient(SmtpPeer peer) {
        return ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(IMPATIENT))).session();
    }

    /** So many octets of short lines, the last one whole or not; counts what was read. */
    private static class Lines extends InputStream {

        private static final byte[] LINE = "0123456789\r\n".getBytes(StandardCharsets.US_ASCII);

        final AtomicBoolean closed = new AtomicBoolean();
        final AtomicLong read = new AtomicLong();
        private final long length;

        /** @param length its last two octets are a line end */
        Lines(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            long position = read.get();
            if (position == length) {
                return -1;
            }
            read.set(position + 1);
            if (length - position <= 2) {
                return length - position == 2 ? '\r' : '\n';
            }
            int octet = LINE[(int) (position % LINE.length)];
            return length - position == 3 && octet == '\r' ? 'x' : octet;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
