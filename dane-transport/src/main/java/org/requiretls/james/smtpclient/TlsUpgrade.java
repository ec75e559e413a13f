package org.requiretls.james.smtpclient;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailed;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailure;

/** The TLS handshake of one connection (RFC 3207 section 4.1). */
final class TlsUpgrade {

    /** How long a peer that has stopped reading can hold up the end of the connection. */
    private static final long CLOSE_NOTIFY_MILLIS = 1000;

    /** What came of the handshake. */
    sealed interface Outcome {

        record Established(TlsDetails tls) implements Outcome {}

        record Failed(HandshakeFailed reason) implements Outcome {}
    }

    private final Conversation conversation;
    private final SessionRequest request;
    private final VerifyingTrustManager trust;
    private final SslHandler handler;

    /**
     * @param worker runs the verifier and the public-key operations, which would hold up the event loop
     */
    TlsUpgrade(Conversation conversation, SessionRequest request, Executor worker) {
        this.conversation = conversation;
        this.request = request;
        trust = new VerifyingTrustManager(request.verifier());
        handler = new SslHandler(ClientTls.engine(trust, request.tlsOffer(), request.serverName()), worker);
        handler.setHandshakeTimeout(request.timeouts().handshake().toMillis(), TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
    }

    /** Starts the handshake. The future does not fail. */
    CompletableFuture<Outcome> start() {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        conversation.enter(SmtpStage.HANDSHAKE);
        conversation.channel().pipeline().addFirst(handler);
        handler.handshakeFuture()
                .addListener(handshake -> outcome.complete(
                        handshake.isSuccess()
                                ? new Outcome.Established(details())
                                : new Outcome.Failed(failed(handshake.cause()))));
        return outcome;
    }

    private TlsDetails details() {
        SSLSession session = handler.engine().getSession();
        return new TlsDetails(
                session.getProtocol(), session.getCipherSuite(), request.serverName(), peerChain(session));
    }

    private static List<X509Certificate> peerChain(SSLSession session) {
        try {
            return Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("JSSE let a server pass without certificate", e);
        }
    }

    private HandshakeFailed failed(Throwable wrapped) {
        Throwable cause = NetworkErrors.unwrapped(wrapped);
        HandshakeFailure kind = kindOf(cause);
        return new HandshakeFailed(kind, trust.refusal().orElseGet(() -> NetworkErrors.describe(cause)));
    }

    private HandshakeFailure kindOf(Throwable cause) {
        if (trust.refusal().isPresent()) {
            return HandshakeFailure.CERTIFICATE_REJECTED;
        }
        if (cause instanceof SslHandshakeTimeoutException || wasLostBy(Loss.DEADLINE)) {
            return HandshakeFailure.TIMEOUT;
        }
        if (wasLostBy(Loss.RESET) || NetworkErrors.isReset(cause)) {
            return HandshakeFailure.RESET;
        }
        if (cause instanceof NotSslRecordException) {
            return HandshakeFailure.NOT_TLS;
        }
        // JSSE gives received alerts no type of their own.
        if (NetworkErrors.says(cause, "received fatal alert")) {
            return HandshakeFailure.ALERT;
        }
        if (cause instanceof ClosedChannelException || NetworkErrors.says(cause, "connection closed while")) {
            return HandshakeFailure.CLOSED;
        }
        // A handshake message that could not be written, for one of the reasons above.
        return cause.getCause() instanceof IOException deeper ? kindOf(deeper) : HandshakeFailure.PROTOCOL;
    }

    /** The channel learns of a reset or a deadline before TLS does, which then only sees it closed. */
    private boolean wasLostBy(Loss loss) {
        return conversation
                .failure()
                .filter(ConnectionLost.class::isInstance)
                .map(ConnectionLost.class::cast)
                .filter(lost -> lost.loss() == loss)
                .isPresent();
    }
}
