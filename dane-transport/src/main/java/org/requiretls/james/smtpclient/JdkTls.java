package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** TLS by JSSE. */
final class JdkTls implements TlsEngines {

    private final JudgingTrustManager trust = new JudgingTrustManager();
    private final SSLContext context;

    JdkTls() {
        context = ClientTls.context(trust);
        context.getClientSessionContext().setSessionTimeout(RESUMABLE_SECONDS);
    }

    @Override
    public SSLEngine engine(
            SessionRequest request, PeerJudge judge, Optional<String> resumption, ByteBufAllocator buffers) {
        // What JSSE calls the host of the peer is but the key to its sessions, as long as it is given SNI separately.
        SSLEngine engine = resumption
                .map(key -> context.createSSLEngine(key, request.address().getPort()))
                .orElseGet(context::createSSLEngine);
        ClientTls.configured(engine, request.tlsOffer(), request.serverName());
        trust.appoint(judge, engine);
        return engine;
    }

    @Override
    public void handshakeOver(SSLEngine engine) {
        trust.forget(engine);
    }

    @Override
    public String description() {
        return "JSSE of Java " + Runtime.version();
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
