package org.requiretls.james.mtasts.hosting;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Answers requests by the name of the host that they are for (RFC 8461 section 3.3). */
final class PolicyRequestHandler extends SimpleChannelInboundHandler<HttpObject> {

    private static final String PATH = "/.well-known/mta-sts.txt";

    private final PublishedPolicies policies;

    PolicyRequestHandler(PublishedPolicies policies) {
        this.policies = policies;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest request) {
            context.writeAndFlush(
                    part.decoderResult().isSuccess()
                            ? answer(request)
                            : response(HttpResponseStatus.BAD_REQUEST, "This is not HTTP.\n"));
        }
    }

    private FullHttpResponse answer(HttpRequest request) {
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        if (!isHead && !request.method().equals(HttpMethod.GET)) {
            FullHttpResponse response = response(HttpResponseStatus.METHOD_NOT_ALLOWED, "GET or HEAD.\n");
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return response;
        }
        Optional<PublishedPolicy> policy =
                Optional.of(request.uri()).filter(PATH::equals).flatMap(path -> policies.at(host(request)));
        FullHttpResponse response = policy.map(found -> response(HttpResponseStatus.OK, found.text()))
                .orElseGet(() -> response(HttpResponseStatus.NOT_FOUND, "There is no policy here.\n"));
        return isHead ? response.replace(Unpooled.EMPTY_BUFFER) : response;
    }

    private static String host(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(octets));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONTENT_LENGTH, octets.length);
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
