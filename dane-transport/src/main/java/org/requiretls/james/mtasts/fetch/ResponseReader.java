package org.requiretls.james.mtasts.fetch;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.mtasts.PolicyParser;

/** Collects the body of the one response, as long as it may become a policy. */
final class ResponseReader extends SimpleChannelInboundHandler<HttpObject> {

    private final CompletableFuture<byte[]> body;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean passingOver;

    /** @param body completed with a {@link FetchException} where there is no policy to be had */
    ResponseReader(CompletableFuture<byte[]> body) {
        this.body = body;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            fail("the answer is not HTTP, or its head is too large");
            return;
        }
        if (part instanceof HttpResponse response) {
            // An interim response (RFC 9110 section 15.2) is followed by the real one.
            passingOver = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            Optional<String> refusal = passingOver ? Optional.empty() : ResponseHead.refusal(response);
            refusal.ifPresent(this::fail);
        }
        if (part instanceof HttpContent content && !passingOver && !body.isDone()) {
            take(content);
        }
    }

    private void take(HttpContent content) throws IOException {
        if (received.size() + content.content().readableBytes() > PolicyParser.MOST_OCTETS) {
            fail("the answer has more than " + PolicyParser.MOST_OCTETS + " octets");
            return;
        }
        content.content().readBytes(received, content.content().readableBytes());
        if (content instanceof LastHttpContent) {
            body.complete(received.toByteArray());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail("the connection ended before the answer did");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail("the connection failed: " + cause);
    }

    private void fail(String reason) {
        body.completeExceptionally(FetchException.fetch(reason));
    }
}
