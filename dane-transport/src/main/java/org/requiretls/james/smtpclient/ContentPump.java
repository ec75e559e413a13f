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
    private final Framing framing;
    private final Runnable onLastWritten;
    private InputStream stream = InputStream.nullInputStream();

    /** Encoded octets; the last block brings the end of the content. */
    private record Block(ByteBuf octets, boolean last) {}

    /** @param onLastWritten runs on the event loop; what it writes goes out with the end of the content */
    ContentPump(
            Conversation conversation,
            PrefetchedContent content,
            Duration blockTimeout,
            Executor worker,
            Framing framing,
            Runnable onLastWritten) {
        this.conversation = conversation;
        this.content = content;
        this.blockTimeout = blockTimeout;
        this.worker = worker;
        this.framing = framing;
        this.onLastWritten = onLastWritten;
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
        int length = framing.encoder().encode(octets, octets.length, target);
        ByteBuf buffer = conversation.channel().alloc().buffer(length + ContentEncoder.worstCase(0));
        buffer.writeBytes(target, 0, length);
        buffer.writeBytes(target, 0, framing.encoder().finish(target));
        return new Block(buffer, true);
    }

    private void openAndRead() {
        try {
            stream = content.open();
        } catch (IOException | RuntimeException e) {
            tellUnreadable(e);
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
            handOver(block);
        } catch (IOException | RuntimeException e) {
            closeQuietly();
            tellUnreadable(e);
        }
    }

    private Block encode(byte[] octets) {
        byte[] target = new byte[ContentEncoder.worstCase(octets.length)];
        int length = framing.encoder().encode(octets, octets.length, target);
        return new Block(Unpooled.wrappedBuffer(target, 0, length), false);
    }

    private Block encodeLast(byte[] octets) {
        byte[] end = new byte[ContentEncoder.worstCase(0)];
        ByteBuf content = encode(octets).octets();
        int length = framing.encoder().finish(end);
        return new Block(Unpooled.wrappedBuffer(content, Unpooled.wrappedBuffer(end, 0, length)), true);
    }

    private void handOver(Block block) {
        try {
            conversation.channel().eventLoop().execute(() -> write(block));
        } catch (RejectedExecutionException e) {
            // The client has shut its event loops down, and before that has failed this conversation.
            block.octets().release();
            closeQuietly();
        }
    }

    private void write(Block block) {
        if (isOver()) {
            block.octets().release();
            onWorker(this::closeQuietly);
            return;
        }
        ByteBuf octets = framing.framed(block.octets(), block.last());
        if (conversation.failure().isPresent()) {
            octets.release();
            onWorker(this::closeQuietly);
            return;
        }
        if (block.last()) {
            conversation.together(() -> {
                send(octets, block);
                onLastWritten.run();
            });
        } else {
            send(octets, block);
        }
    }

    private void send(ByteBuf octets, Block block) {
        ScheduledFuture<?> timer = conversation.schedule(this::blockTimedOut, blockTimeout);
        conversation.write(octets).addListener(written -> {
            timer.cancel(false);
            if (!written.isSuccess()) {
                onWorker(this::closeQuietly);
            } else if (!block.last()) {
                framing.whenReady(() -> onWorker(isOver() ? this::closeQuietly : this::readBlock));
            }
        });
    }

    private boolean isOver() {
        return conversation.failure().isPresent() || !framing.wantsMore();
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

    private void tellUnreadable(Exception cause) {
        try {
            conversation.channel().eventLoop().execute(() -> unreadable(cause));
        } catch (RejectedExecutionException e) {
            // Nobody is left to be told.
            closeQuietly();
        }
    }
}
