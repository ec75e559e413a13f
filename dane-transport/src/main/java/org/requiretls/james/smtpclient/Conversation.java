package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.requiretls.james.smtpclient.Command.ExpectedReply;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

/**
 * Matches replies to commands on one connection: exactly one to each, in order, in time. Ends the connection at the
 * first thing that does not fit. All of it happens on the event loop of the channel.
 */
final class Conversation extends ChannelInboundHandlerAdapter {

    private record Pending(ExpectedReply expected, CompletableFuture<Reply> reply) {}

    private final Channel channel;
    private final ReplyDecoder decoder;
    private final Consumer<Conversation> onConnected;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private SmtpStage stage = SmtpStage.GREETING;
    private Optional<SessionFailure> failure = Optional.empty();
    private Runnable onFailure = () -> {};
    private boolean gathering;
    private ScheduledFuture<?> timer;

    /**
     * @param onConnected runs before anything is read: a greeting that nobody awaits yet would count as unasked
     */
    Conversation(Channel channel, ReplyDecoder decoder, Consumer<Conversation> onConnected) {
        this.channel = channel;
        this.decoder = decoder;
        this.onConnected = onConnected;
    }

    Channel channel() {
        return channel;
    }

    Optional<SessionFailure> failure() {
        return failure;
    }

    SmtpStage stage() {
        return pending.isEmpty() ? stage : pending.peek().expected().stage();
    }

    /** Notes how far the session is, for what may go wrong while no reply is due. */
    void enter(SmtpStage next) {
        stage = next;
    }

    /** Whether the peer has said more than it was asked. */
    boolean hasUnreadInput() {
        return decoder.hasUnreadInput();
    }

    /** Sends one command. The future fails with {@link SessionFailureException} only. */
    CompletableFuture<Reply> ask(Command command) {
        return ask(List.of(command)).get(0);
    }

    /** Sends several commands in one go (RFC 2920); the futures complete in order. */
    List<CompletableFuture<Reply>> ask(List<Command> group) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>(group.size());
        for (Command command : group) {
            replies.add(expect(command.expected()));
        }
        if (failure.isEmpty()) {
            ByteBuf octets = channel.alloc().buffer();
            group.forEach(command -> octets.writeBytes(command.octets()));
            write(octets);
        }
        return replies;
    }

    /** Awaits a reply to what is sent by {@link #write} right after, or to nothing, as with the greeting. */
    CompletableFuture<Reply> expect(ExpectedReply expected) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        if (pending.isEmpty() && hasUnreadInput()) {
            // It came before the command did, so it cannot be the reply; somebody wants it to be taken for one.
            fail(new ProtocolError(expected.stage(), "the peer answered before " + expected.stage() + " was sent"));
        }
        if (failure.isPresent()) {
            reply.completeExceptionally(new SessionFailureException(failure.get()));
            return reply;
        }
        pending.add(new Pending(expected, reply));
        stage = expected.stage();
        if (pending.size() == 1) {
            startTimer();
        }
        return reply;
    }

    /** Sends all that the action writes in one go. */
    void together(Runnable action) {
        gathering = true;
        try {
            action.run();
        } finally {
            gathering = false;
            channel.flush();
        }
    }

    /** Writes, and flushes unless more comes {@link #together} with it. A write that fails ends the conversation. */
    ChannelFuture write(ByteBuf octets) {
        ChannelFuture writing = gathering ? channel.write(octets) : channel.writeAndFlush(octets);
        return writing.addListener(written -> {
            if (!written.isSuccess()) {
                fail(NetworkErrors.lost(stage(), written.cause()));
            }
        });
    }

    /** Ends the conversation for the given reason, unless it has ended: closes, and fails what is still awaited. */
    void fail(SessionFailure reason) {
        if (failure.isEmpty()) {
            failure = Optional.of(reason);
            abandonPending(reason);
        }
    }

    /** What to do, in place of what was said here before, when the conversation ends while no reply is due. */
    void onFailure(Runnable action) {
        onFailure = action;
    }

    /** Runs the action on the event loop after a while; for deadlines. */
    ScheduledFuture<?> schedule(Runnable action, Duration delay) {
        return channel.eventLoop().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        onConnected.accept(this);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Reply reply = (Reply) message;
        if (failure.isPresent()) {
            return;
        }
        Pending answered = pending.poll();
        stopTimer();
        if (answered == null) {
            fail(unsolicited(reply));
        } else if (reply.announcesClosing()) {
            ConnectionLost closing = closing(answered.expected().stage(), reply);
            failure = Optional.of(closing);
            answered.reply().complete(reply);
            abandonPending(closing);
        } else if (answered.expected().permits(reply)) {
            if (!pending.isEmpty()) {
                startTimer();
            }
            answered.reply().complete(reply);
        } else {
            ProtocolError senseless = new ProtocolError(answered.expected().stage(), "a reply out of place: " + reply);
            fail(senseless);
            answered.reply().completeExceptionally(new SessionFailureException(senseless));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (pending.isEmpty() && hasUnreadInput()) {
            fail(new ProtocolError(stage, "the peer speaks without being asked"));
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new ConnectionLost(stage(), Loss.CLOSED, "the peer closed the connection"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(NetworkErrors.failure(stage(), cause));
    }

    /** A server that shuts down, or tires of waiting, says 421 unasked; anything else is not SMTP. */
    private SessionFailure unsolicited(Reply reply) {
        return reply.announcesClosing()
                ? closing(stage, reply)
                : new ProtocolError(stage, "a reply without a command: " + reply);
    }

    private static ConnectionLost closing(SmtpStage stage, Reply reply) {
        return new ConnectionLost(stage, Loss.CLOSED, "the peer closes: " + reply);
    }

    private void abandonPending(SessionFailure reason) {
        stopTimer();
        SessionFailureException exception = new SessionFailureException(reason);
        while (!pending.isEmpty()) {
            pending.poll().reply().completeExceptionally(exception);
        }
        channel.close();
        onFailure.run();
    }

    private void startTimer() {
        ExpectedReply due = pending.peek().expected();
        timer = schedule(
                () -> fail(new ConnectionLost(
                        due.stage(),
                        Loss.TIMEOUT,
                        "no reply within " + due.timeout().toMillis() + " ms")),
                due.timeout());
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
