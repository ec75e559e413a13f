package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.requiretls.james.smtpclient.Command.ExpectedReply;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

class ConversationTest {

    private final CompletableFuture<Reply> greeting = new CompletableFuture<>();

    @Test
    void awaitsAGreetingThatIsThereAtOnce() throws Exception {
        EmbeddedChannel channel = connectedTo(
                "220 mx\r\n",
                conversation -> conversation
                        .expect(new ExpectedReply(SmtpStage.GREETING, SmtpTimeouts.DEFAULT.greeting()))
                        .thenAccept(greeting::complete));
        assertThat(greeting).isCompletedWithValueMatching(reply -> reply.code() == 220);
        assertThat(channel.isActive()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void endsWhereNobodyAwaitsWhatIsSaid() throws Exception {
        EmbeddedChannel channel = connectedTo("220 mx\r\n", conversation -> {});
        assertThat(channel.isActive()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void endsOnTheFirstOctetThatNobodyAskedFor() throws Exception {
        CompletableFuture<Conversation> connected = new CompletableFuture<>();
        EmbeddedChannel channel = connectedTo("2", connected::complete);
        assertThat(connected)
                .isCompletedWithValueMatching(conversation -> conversation
                        .failure()
                        .equals(Optional.of(
                                new ProtocolError(SmtpStage.GREETING, "the peer speaks without being asked"))));
        channel.finishAndReleaseAll();
    }

    /** A connection over which the text has come by the time it is up. */
    private static EmbeddedChannel connectedTo(String text, Consumer<Conversation> onConnected) throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel(false, false);
        ReplyDecoder decoder = new ReplyDecoder();
        channel.pipeline().addLast(decoder, new Conversation(channel, decoder, onConnected), new AtOnce(text));
        channel.register();
        return channel;
    }

    /** Sends the text in as soon as the handlers before it have heard that the connection is up. */
    private static final class AtOnce extends ChannelInboundHandlerAdapter {

        private final String text;

        AtOnce(String text) {
            this.text = text;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
            context.pipeline().fireChannelReadComplete();
        }
    }
}
