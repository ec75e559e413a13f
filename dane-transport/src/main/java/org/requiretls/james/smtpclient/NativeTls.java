package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS by BoringSSL. It knows no choice among the cipher suites of TLS 1.3, so where an administrator names suites,
 * JSSE does it.
 */
final class NativeTls implements TlsEngines {

    private static final int REMEMBERED_SESSIONS = 20_000;

    private final JudgingTrustManager trust = new JudgingTrustManager();
    private final Map<TlsOffer, SslContext> contexts = new ConcurrentHashMap<>();
    private final TlsEngines forNamedSuites = new JdkTls();

    /** Why it can't be used here; empty where it can. */
    static Optional<String> obstacle() {
        if (!OpenSsl.isAvailable()) {
            return Optional.of(rootOf(OpenSsl.unavailabilityCause()).toString());
        }
        return SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
                ? Optional.empty()
                : Optional.of(OpenSsl.versionString() + " has no TLS 1.3");
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public SSLEngine engine(
            SessionRequest request, PeerJudge judge, Optional<String> resumption, ByteBufAllocator buffers) {
        TlsOffer offer = request.tlsOffer();
        if (!offer.cipherSuites().isEmpty()) {
            return forNamedSuites.engine(request, judge, resumption, buffers);
        }
        SslContext context = contexts.computeIfAbsent(offer, this::context);
        // The host of the peer is but the key to its sessions; no name, having blanks, so it does not become SNI.
        SSLEngine engine = resumption
                .map(key -> context.newEngine(buffers, key, request.address().getPort()))
                .orElseGet(() -> context.newEngine(buffers));
        // Past the engine, which takes no underscore, as the JDK does not.
        request.serverName()
                .ifPresent(name -> SSL.setTlsExtHostName(((ReferenceCountedOpenSslEngine) engine).sslPointer(), name));
        trust.appoint(judge, engine);
        return engine;
    }

    private SslContext context(TlsOffer offer) {
        try {
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .trustManager(trust)
                    // Names are for the judge to check, and DANE may not want any (RFC 7672 section 3.1.1).
                    .endpointIdentificationAlgorithm(null)
                    .protocols(offer.versions())
                    .ciphers(
                            offer.enabled(OpenSsl.availableJavaCipherSuites().toArray(String[]::new)),
                            SupportedCipherSuiteFilter.INSTANCE)
                    .sessionCacheSize(REMEMBERED_SESSIONS)
                    .sessionTimeout(RESUMABLE_SECONDS)
                    .build();
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS context for " + offer, e);
        }
    }

    @Override
    public void handshakeOver(SSLEngine engine) {
        trust.forget(engine);
        forNamedSuites.handshakeOver(engine);
    }

    @Override
    public String description() {
        return OpenSsl.versionString() + " (native)";
    }

    @Override
    public void close() {
        contexts.values().forEach(ReferenceCountUtil::release);
        contexts.clear();
    }
}
