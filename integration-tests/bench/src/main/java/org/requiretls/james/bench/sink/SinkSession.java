package org.requiretls.james.bench.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The server's side of one connection. All replies to what came in one piece leave in one piece.
 *
 * <p>Content is not looked at, except for its end. A line of a command may be 4,096 octets long.
 */
final class SinkSession extends ChannelInboundHandlerAdapter {

    private static final int LONGEST_LINE = 4096;
    private static final byte[] END_OF_CONTENT = {'\r', '\n', '.', '\r', '\n'};

    private final SslContext tls;
    private final Tally tally;
    private final Conduct conduct;
    private final ChannelGroup silent;
    private final List<byte[]> recipients = new ArrayList<>(1);
    private final EndOfContent endOfContent = new EndOfContent();
    private ByteBuf unread;
    private ByteBuf replies;
    private boolean inContent;
    private boolean encrypted;

    /** @param silent gets the channel when it falls silent */
    SinkSession(SslContext tls, Tally tally, Conduct conduct, ChannelGroup silent) {
        this.tls = tls;
        this.tally = tally;
        this.conduct = conduct;
        this.silent = silent;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        reply(context, "220 sink ESMTP");
        channelReadComplete(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (encrypted && conduct == Conduct.SILENT_IN_TLS) {
            silent.add(context.channel());
            in.release();
            return;
        }
        if (unread != null) {
            unread.writeBytes(in);
            in.release();
            in = unread;
            unread = null;
        }
        try {
            while (in.isReadable() && advance(context, in)) {
                continue;
            }
            if (in.readableBytes() > LONGEST_LINE) {
                context.close();
            } else if (in.isReadable()) {
                unread = context.alloc()
                        .buffer(Math.max(256, in.readableBytes() * 2))
                        .writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    /** Takes one command or one stretch of content; false if there is not a whole line yet. */
    private boolean advance(ChannelHandlerContext context, ByteBuf in) {
        if (inContent) {
            int last = in.forEachByte(endOfContent);
            if (last < 0) {
                in.skipBytes(in.readableBytes());
                return false;
            }
            in.readerIndex(last + 1);
            inContent = false;
            recipients.forEach(tally::count);
            recipients.clear();
            reply(context, "250 2.0.0 taken");
            return true;
        }
        int lineEnd = in.bytesBefore((byte) '\n');
        if (lineEnd < 0) {
            return false;
        }
        byte[] line = ByteBufUtil.getBytes(in, in.readerIndex(), lineEnd);
        in.skipBytes(lineEnd + 1);
        command(context, line);
        return true;
    }

    private void command(ChannelHandlerContext context, byte[] line) {
        String verb =
                new String(line, 0, Math.min(4, line.length), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" ->
                reply(
                        context,
                        "250-sink\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n"
                                + (encrypted ? "" : "250-STARTTLS\r\n") + "250 ENHANCEDSTATUSCODES");
            case "STAR" -> startTls(context);
            case "MAIL" -> {
                recipients.clear();
                reply(context, "250 2.1.0 ok");
            }
            case "RCPT" -> {
                recipients.add(address(line));
                reply(context, "250 2.1.5 ok");
            }
            case "DATA" -> {
                inContent = true;
                endOfContent.restart();
                reply(context, "354 go on");
            }
            case "RSET" -> {
                recipients.clear();
                reply(context, "250 2.0.0 ok");
            }
            case "HELO", "NOOP" -> reply(context, "250 2.0.0 ok");
            case "QUIT" -> {
                reply(context, "221 2.0.0 bye");
                channelReadComplete(context);
                context.close();
            }
            default -> reply(context, "500 5.5.2 what?");
        }
    }

    private void startTls(ChannelHandlerContext context) {
        reply(context, "220 2.0.0 go on");
        // The reply still has to leave in clear text.
        channelReadComplete(context);
        encrypted = true;
        context.pipeline().addBefore(context.name(), null, tls.newHandler(context.alloc()));
    }

    private static byte[] address(byte[] line) {
        int from = 0;
        while (from < line.length && line[from] != '<') {
            from++;
        }
        int to = from;
        while (to < line.length && line[to] != '>') {
            to++;
        }
        return Arrays.copyOfRange(line, Math.min(from + 1, to), to);
    }

    private void reply(ChannelHandlerContext context, String text) {
        if (replies == null) {
            replies = context.alloc().buffer(256);
        }
        replies.writeCharSequence(text, StandardCharsets.US_ASCII);
        replies.writeByte('\r').writeByte('\n');
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (replies != null) {
            context.writeAndFlush(replies);
            replies = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (unread != null) {
            unread.release();
            unread = null;
        }
        if (replies != null) {
            replies.release();
            replies = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Stops at the last octet of CRLF "." CRLF, also where that comes in several pieces. */
    private static final class EndOfContent implements ByteProcessor {

        private int matched;

        /** The line end of the DATA command counts as the first one: content may be empty. */
        void restart() {
            matched = 2;
        }

        @Override
        public boolean process(byte value) {
            if (value == END_OF_CONTENT[matched]) {
                matched++;
            } else {
                matched = value == '\r' ? 1 : 0;
            }
            return matched < END_OF_CONTENT.length;
        }
    }
}
