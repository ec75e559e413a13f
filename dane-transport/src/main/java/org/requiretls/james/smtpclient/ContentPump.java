package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.ContentUnreadable;
import org.requiretls.james.smtpclient.SessionFailure.Loss;

/**
 * Moves the content from its stream to the peer, one block at a time: a block is read, on a worker, only when the
 * block before has gone out. So memory stays constant however large the message and however slow the peer.
 */
final class ContentPump {

    static final int BLOCK_OCTETS = 32 * 1024;

    private final Conversation conversation;
    private final PrefetchedContent content;
    private final Duration blockTimeout;
    private final Executor worker;
    private final Runnable beforeFinalDot;
    private final ContentEncoder encoder = new ContentEncoder();
    private InputStream stream = InputStream.nullInputStream();

    /** Encoded octets; the last block ends with the final dot. */
    private record Block(ByteBuf octets, boolean last) {}

    /**
     * @param beforeFinalDot runs on the event loop, immediately before the block with the final dot is written
     */
    ContentPump(
            Conversation conversation,
            PrefetchedContent content,
            Duration blockTimeout,
            Executor worker,
            Runnable beforeFinalDot) {
        this.conversation = conversation;
        this.content = content;
        this.blockTimeout = blockTimeout;
        this.worker = worker;
        this.beforeFinalDot = beforeFinalDot;
    }

    /** Starts on the event loop. Errors end the conversation, which tells whoever waits for the reply. */
    void start() {
        content.whole(BLOCK_OCTETS)
                .map(this::encodeWhole)
                .ifPresentOrElse(this::write, () -> onWorker(this::openAndRead));
    }

    /** One buffer, and from the pool. */
    private Block encodeWhole(byte[] octets) {
        int room = ContentEncoder.worstCase(octets.length);
        byte[] target = new byte[room + ContentEncoder.worstCase(0)];
        int length = encoder.encode(octets, octets.length, target);
        ByteBuf buffer = conversation.channel().alloc().buffer(length + ContentEncoder.worstCase(0));
        buffer.writeBytes(target, 0, length);
        buffer.writeBytes(target, 0, encoder.finish(target));
        return new Block(buffer, true);
    }

    private void openAndRead() {
        try {
            stream = content.open();
        } catch (IOException | RuntimeException e) {
            onEventLoop(() -> unreadable(e));
            return;
        }
        readBlock();
    }

    private void readBlock() {
        try {
            byte[] octets = stream.readNBytes(BLOCK_OCTETS);
            Block block = octets.length < BLOCK_OCTETS ? encodeLast(octets) : encode(octets);
            if (block.last()) {
                stream.close();
            }
            onEventLoop(() -> write(block));
        } catch (IOException | RuntimeException e) {
            closeQuietly();
            onEventLoop(() -> unreadable(e));
        }
    }

    private Block encode(byte[] octets) {
        byte[] target = new byte[ContentEncoder.worstCase(octets.length)];
        int length = encoder.encode(octets, octets.length, target);
        return new Block(Unpooled.wrappedBuffer(target, 0, length), false);
    }

    private Block encodeLast(byte[] octets) {
        byte[] end = new byte[ContentEncoder.worstCase(0)];
        ByteBuf content = encode(octets).octets();
        return new Block(Unpooled.wrappedBuffer(content, Unpooled.wrappedBuffer(end, 0, encoder.finish(end))), true);
    }

    private void write(Block block) {
        if (block.last() && conversation.failure().isEmpty()) {
            beforeFinalDot.run();
        }
        if (conversation.failure().isPresent()) {
            block.octets().release();
            onWorker(this::closeQuietly);
            return;
        }
        ScheduledFuture<?> timer = conversation.schedule(this::blockTimedOut, blockTimeout);
        conversation.write(block.octets()).addListener(written -> {
            timer.cancel(false);
            if (!written.isSuccess()) {
                onWorker(this::closeQuietly);
            } else if (!block.last()) {
                onWorker(this::readBlock);
            }
        });
    }

    private void blockTimedOut() {
        conversation.fail(new ConnectionLost(
                conversation.stage(), Loss.TIMEOUT, "the peer took no content for " + blockTimeout.toMillis() + " ms"));
    }

    private void unreadable(Exception cause) {
        conversation.fail(new ContentUnreadable(SmtpStage.CONTENT, NetworkErrors.describe(cause)));
    }

    private void closeQuietly() {
        try {
            stream.close();
        } catch (IOException e) {
            // The content is of no more use, and the reason why has been told already.
        }
    }

    private void onWorker(Runnable step) {
        try {
            worker.execute(step);
        } catch (RejectedExecutionException e) {
            // The client is closing, and closes this connection, too.
            conversation.fail(LiveSession.closedByClient(conversation.stage()));
        }
    }

    private void onEventLoop(Runnable step) {
        try {
            conversation.channel().eventLoop().execute(step);
        } catch (RejectedExecutionException e) {
            // The client has shut its event loops down, and before that has failed this conversation.
            closeQuietly();
        }
    }
}
