package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.requiretls.james.smtpclient.Command.ExpectedReply;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

/**
 * Content as chunks, each in a BDAT command that says how long it is, and each with a reply (RFC 3030 section 2). Where
 * commands may be grouped, a chunk goes out before those before it are answered; up to a limit, so that a peer cannot
 * make replies pile up that are due. After a refusal no chunk follows.
 */
final class Chunks implements Framing {

    /** Half a megabyte may be on its way. */
    static final int MOST_UNANSWERED = 16;

    private final Conversation conversation;
    private final SmtpTimeouts timeouts;
    private final int mostUnanswered;
    private final Consumer<Reply> onEnd;
    private final ContentEncoder encoder = ContentEncoder.counted();
    private int unanswered;
    private boolean lastSent;
    private Optional<Reply> refusal = Optional.empty();
    private Optional<Runnable> waiting = Optional.empty();

    /**
     * @param mostUnanswered 1 or more; 1 where the peer does not offer PIPELINING
     * @param onEnd runs with the reply to the last chunk; or, once no reply is due any more, with the first refusal
     */
    Chunks(Conversation conversation, SmtpTimeouts timeouts, int mostUnanswered, Consumer<Reply> onEnd) {
        this.conversation = conversation;
        this.timeouts = timeouts;
        this.mostUnanswered = mostUnanswered;
        this.onEnd = onEnd;
    }

    /** The first refusal so far. */
    Optional<Reply> refusal() {
        return refusal;
    }

    /** Whether the peer may have seen the end of the content, and has refused none of it. */
    boolean isLastSent() {
        return lastSent && refusal.isEmpty();
    }

    @Override
    public ContentEncoder encoder() {
        return encoder;
    }

    @Override
    public boolean wantsMore() {
        return refusal.isEmpty();
    }

    @Override
    public ByteBuf framed(ByteBuf octets, boolean last) {
        ExpectedReply expected = last
                ? new ExpectedReply(SmtpStage.END_OF_DATA, timeouts.endOfData())
                : new ExpectedReply(SmtpStage.CONTENT, timeouts.block());
        unanswered++;
        conversation.expect(expected).whenComplete((reply, failed) -> {
            if (failed == null) {
                answered(reply, last);
            }
            settled();
        });
        lastSent |= last && conversation.failure().isEmpty();
        String command = "BDAT " + octets.readableBytes() + (last ? " LAST\r\n" : "\r\n");
        return Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(command.getBytes(StandardCharsets.US_ASCII)), octets);
    }

    @Override
    public void whenReady(Runnable next) {
        if (!wantsMore() || unanswered < mostUnanswered) {
            next.run();
        } else {
            waiting = Optional.of(next);
        }
    }

    /**
     * The first refusal is the answer, whatever is said to the chunks behind it: Postfix refuses those for good, even
     * where the first is to be tried again.
     */
    private void answered(Reply reply, boolean last) {
        if (reply.isFailure() && refusal.isEmpty()) {
            refusal = Optional.of(reply);
        } else if (reply.isPositive() && last && refusal.isPresent()) {
            // Has it a message with a hole in it, or none? Whoever cannot say is not to be given another.
            conversation.fail(new ProtocolError(
                    SmtpStage.END_OF_DATA, "the last chunk accepted after a refused one: " + refusal.get()));
        } else if (last && refusal.isEmpty()) {
            onEnd.accept(reply);
        }
    }

    /** A reply has come, or will not come any more. */
    private void settled() {
        unanswered--;
        if (unanswered == 0) {
            refusal.ifPresent(onEnd);
        }
        waiting.ifPresent(next -> {
            waiting = Optional.empty();
            next.run();
        });
    }
}
