package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;

/** Puts {@link ReplyParser} into the pipeline. */
final class ReplyDecoder extends ByteToMessageDecoder {

    private final ReplyParser parser = new ReplyParser(ReplyLimits.LENIENT);
    private boolean failed;

    /**
     * Whether the peer has said more than the replies that were passed on. Octets still on their way do not count:
     * what arrives in clear after the TLS layer is in place is read by TLS, which takes it for a broken record.
     */
    boolean hasUnreadInput() {
        return actualReadableBytes() > 0 || parser.isInsideReply();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws ReplySyntaxException {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        while (in.isReadable()) {
            Optional<Reply> reply = parse(in.readByte());
            if (reply.isPresent()) {
                out.add(reply.get());
                return;
            }
        }
    }

    private Optional<Reply> parse(byte octet) throws ReplySyntaxException {
        try {
            return parser.feed(octet);
        } catch (ReplySyntaxException e) {
            failed = true;
            throw e;
        }
    }
}
