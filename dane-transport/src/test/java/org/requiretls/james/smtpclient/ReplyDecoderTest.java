package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ReplyDecoderTest {

    @RepeatedTest(50)
    void readsTheSameHoweverTheOctetsArrive(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Reply> replies = randomReplies(random);
        byte[] wire = onTheWire(replies);
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());

        List<Reply> read = new ArrayList<>();
        int from = 0;
        while (from < wire.length) {
            int to = Math.min(wire.length, from + 1 + random.nextInt(40));
            channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(wire, from, to)));
            for (Reply reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
                read.add(reply);
            }
            from = to;
        }

        assertThat(read).isEqualTo(replies);
        channel.finishAndReleaseAll();
    }

    @Test
    void knowsOfOctetsThatWereNotPassedOn() {
        ReplyDecoder decoder = new ReplyDecoder();
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        write(channel, "220 go\r\n");
        assertThat(decoder.hasUnreadInput()).isFalse();
        write(channel, "2");
        assertThat(decoder.hasUnreadInput()).isTrue();
        write(channel, "50 x\r\n");
        assertThat(decoder.hasUnreadInput()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void readsNothingAfterAnError() {
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
        assertThatThrownBy(() -> write(channel, "nonsense\r\n250 forged\r\n"))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(ReplySyntaxException.class);
        write(channel, "250 forged\r\n");
        assertThat(channel.<Reply>readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    private static void write(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static List<Reply> randomReplies(Random random) {
        List<Reply> replies = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<String> lines = new ArrayList<>();
            int lineCount = 1 + random.nextInt(5);
            for (int j = 0; j < lineCount; j++) {
                lines.add("abc 2-5 0".substring(random.nextInt(9)).repeat(random.nextInt(4)));
            }
            replies.add(new Reply(200 + random.nextInt(400), lines));
        }
        return replies;
    }

    private static byte[] onTheWire(List<Reply> replies) {
        StringBuilder wire = new StringBuilder();
        for (Reply reply : replies) {
            int last = reply.lines().size() - 1;
            for (int i = 0; i <= last; i++) {
                wire.append(reply.code())
                        .append(i == last ? ' ' : '-')
                        .append(reply.lines().get(i))
                        .append("\r\n");
            }
        }
        return wire.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
