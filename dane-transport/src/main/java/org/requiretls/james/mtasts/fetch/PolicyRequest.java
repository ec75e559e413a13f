package org.requiretls.james.mtasts.fetch;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.requiretls.james.smtpclient.ClientTls;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.TlsOffer;
import org.requiretls.james.smtpclient.VerifyingTrustManager;

/**
 * What goes over one connection: TLS with the policy host, one GET, the response.
 *
 * @param verifier of the certificate
 * @param worker runs the verifier
 * @param body gets the answer; when it is done, in whatever way, the connection is closed
 */
final class PolicyRequest extends ChannelInitializer<Channel> {

    static final String PATH = "/.well-known/mta-sts.txt";

    private static final HttpDecoderConfig LIMITS = new HttpDecoderConfig()
            .setMaxInitialLineLength(1024)
            .setMaxHeaderSize(16 * 1024)
            .setMaxChunkSize(8 * 1024);

    private final String host;
    private final int port;
    private final VerifyingTrustManager trust;
    private final Executor worker;
    private final CompletableFuture<byte[]> body;

    PolicyRequest(String host, int port, PeerVerifier verifier, Executor worker, CompletableFuture<byte[]> body) {
        this.host = host;
        this.port = port;
        this.trust = new VerifyingTrustManager(verifier);
        this.worker = worker;
        this.body = body;
    }

    @Override
    protected void initChannel(Channel channel) {
        body.whenComplete((answer, failure) -> channel.close());
        SslHandler tls = new SslHandler(ClientTls.engine(trust, TlsOffer.DEFAULT, Optional.of(host)), worker);
        tls.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                channel.writeAndFlush(get());
            } else {
                body.completeExceptionally(failure(handshake.cause()));
            }
        });
        channel.pipeline().addLast(tls, new HttpClientCodec(LIMITS, false, true), new ResponseReader(body));
    }

    private FetchException failure(Throwable cause) {
        return trust.refusal()
                .map(FetchException::webPki)
                .orElseGet(() -> FetchException.fetch("no TLS with " + host + ": " + cause));
    }

    private HttpRequest get() {
        HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, PATH);
        request.headers()
                .set(HttpHeaderNames.HOST, port == FetchSettings.HTTPS_PORT ? host : host + ":" + port)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.USER_AGENT, "MTA-STS")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }
}
