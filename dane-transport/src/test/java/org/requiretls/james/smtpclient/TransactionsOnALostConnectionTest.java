package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;

@DisplayName("A connection whose loss shows in a write, before anything else tells of it")
class TransactionsOnALostConnectionTest {

    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 25);
    private static final EhloKeywords KEYWORDS =
            EhloKeywords.of(new Reply(250, List.of("mx1.example.net", EhloKeywords.PIPELINING)));

    private final EmbeddedChannel channel = new EmbeddedChannel(false, false);
    private final ReplyDecoder decoder = new ReplyDecoder();
    private final Conversation conversation = new Conversation(channel, decoder, connected -> {});
    private final TransactionQueue queue =
            new TransactionQueue(conversation, KEYWORDS, new ExtensionUse(Chunking.NEVER), PEER);
    private boolean lost;

    @BeforeEach
    void connect() throws Exception {
        channel.pipeline().addLast(new LosingWrites(), decoder, conversation);
        channel.register();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private CompletableFuture<TransactionResult> add(String recipient) {
        Envelope envelope = new Envelope("a@x", List.of(), List.of(Recipient.of(recipient)));
        PrefetchedContent content = PrefetchedContent.of(
                MessageContent.of("hello\r\n".getBytes(StandardCharsets.US_ASCII)), ContentPump.BLOCK_OCTETS);
        return queue.add(new Transaction(
                conversation,
                envelope,
                content,
                SmtpTimeouts.DEFAULT,
                Runnable::run,
                OptionalInt.empty(),
                queue::firstWritten));
    }

    private void say(String replies) {
        channel.writeInbound(Unpooled.copiedBuffer(replies, StandardCharsets.US_ASCII));
    }

    private static RecipientOutcome outcome(CompletableFuture<TransactionResult> sent) {
        assertThat(sent).isDone();
        TransactionResult result = sent.join();
        return result.outcomeFor(result.recipients().get(0));
    }

    private static void assertLeftBehind(CompletableFuture<TransactionResult> sent) {
        assertThat(outcome(sent))
                .isInstanceOfSatisfying(
                        NotSent.class,
                        notSent -> assertThat(notSent.failure())
                                .isInstanceOfSatisfying(
                                        ConnectionLost.class,
                                        loss -> assertThat(loss.loss()).isEqualTo(Loss.WITH_ANOTHER)));
    }

    @Test
    @DisplayName("in the write of an envelope behind content")
    void inTheEnvelopeOfTheSecond() {
        CompletableFuture<TransactionResult> first = add("1@x");
        say("250 ok\r\n250 ok\r\n354 go on\r\n");
        lost = true;

        CompletableFuture<TransactionResult> second = add("2@x");

        assertThat(outcome(first)).isInstanceOf(InDoubt.class);
        assertLeftBehind(second);
        assertLeftBehind(add("3@x"));
    }

    @Test
    @DisplayName("in the write of content and an envelope")
    void inTheContentOfTheFirst() {
        CompletableFuture<TransactionResult> first = add("1@x");
        CompletableFuture<TransactionResult> second = add("2@x");
        lost = true;
        say("250 ok\r\n250 ok\r\n354 go on\r\n");

        assertThat(outcome(first)).isInstanceOf(InDoubt.class);
        assertLeftBehind(second);
        assertLeftBehind(add("3@x"));
    }

    @Test
    @DisplayName("in the write of the first envelope")
    void inTheFirstEnvelope() {
        lost = true;
        assertThat(outcome(add("1@x"))).isInstanceOf(NotSent.class);
        assertLeftBehind(add("2@x"));
    }

    private final class LosingWrites extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object octets, ChannelPromise written) throws Exception {
            if (lost) {
                ReferenceCountUtil.release(octets);
                written.setFailure(new IOException("Broken pipe"));
            } else {
                super.write(context, octets, written);
            }
        }
    }
}
