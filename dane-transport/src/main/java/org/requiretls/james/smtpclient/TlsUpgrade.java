package org.requiretls.james.smtpclient;

import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
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

    /** Whether an earlier TLS session may be resumed. */
    enum Resumption {
        IF_POSSIBLE,
        NEVER
    }

    /** What came of the handshake. */
    sealed interface Outcome {

        record Established(TlsDetails tls) implements Outcome {}

        record Failed(HandshakeFailed reason) implements Outcome {}

        /** Resumed, and by what it was then, the verifier does not want it any more; a full handshake may show better. */
        record ResumptionRefused() implements Outcome {}
    }

    private final Conversation conversation;
    private final SessionRequest request;
    private final TlsEngines engines;
    private final Executor worker;
    private final PeerJudge judge;

    /**
     * @param worker runs the verifier and the public-key operations, which would hold up the event loop
     */
    TlsUpgrade(Conversation conversation, SessionRequest request, TlsEngines engines, Executor worker) {
        this.conversation = conversation;
        this.request = request;
        this.engines = engines;
        this.worker = worker;
        judge = new PeerJudge(request.verifier());
    }

    /**
     * Sessions are resumed at the same address, with the same SNI, and for verifiers that ask for the same; what the
     * session was good for then is looked at anew all the same.
     */
    private Optional<String> resumptionKey(Resumption resumption) {
        return resumption == Resumption.NEVER
                ? Optional.empty()
                : request.verifier()
                        .resumptionScope()
                        .map(scope -> String.join(
                                " ",
                                request.address().toString(),
                                request.localAddress().toString(),
                                request.serverName().orElse("-"),
                                scope));
    }

    /** Starts the handshake. The future does not fail. */
    CompletableFuture<Outcome> start(Resumption resumption) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        conversation.enter(SmtpStage.HANDSHAKE);
        Channel channel = conversation.channel();
        SSLEngine engine = engines.engine(request, judge, resumptionKey(resumption), channel.alloc());
        SslHandler handler = new SslHandler(engine, worker);
        handler.setHandshakeTimeout(request.timeouts().handshake().toMillis(), TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        channel.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener(handshake -> {
            engines.handshakeOver(engine);
            if (!handshake.isSuccess()) {
                outcome.complete(new Outcome.Failed(failed(handshake.cause())));
            } else if (judge.wasAsked()) {
                outcome.complete(new Outcome.Established(details(engine.getSession())));
            } else {
                resumed(details(engine.getSession()), outcome);
            }
        });
        return outcome;
    }

    /** The server showed no certificate; the one that it showed when the session began has to do for today's judge. */
    private void resumed(TlsDetails details, CompletableFuture<Outcome> outcome) {
        worker.execute(() -> {
            Outcome judged = judgedOnResumption(details);
            conversation.channel().eventLoop().execute(() -> outcome.complete(judged));
        });
    }

    private Outcome judgedOnResumption(TlsDetails details) {
        try {
            judge.judge(details.peerChain());
            return new Outcome.Established(details);
        } catch (CertificateException refused) {
            return new Outcome.ResumptionRefused();
        }
    }

    private TlsDetails details(SSLSession session) {
        return new TlsDetails(
                session.getProtocol(),
                session.getCipherSuite(),
                request.serverName(),
                peerChain(session),
                !judge.wasAsked());
    }

    private static List<X509Certificate> peerChain(SSLSession session) {
        try {
            return Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("the TLS library let a server pass without certificate", e);
        }
    }

    private HandshakeFailed failed(Throwable wrapped) {
        Throwable cause = NetworkErrors.unwrapped(wrapped);
        HandshakeFailure kind = kindOf(cause);
        return new HandshakeFailed(kind, judge.refusal().orElseGet(() -> NetworkErrors.describe(cause)));
    }

    private HandshakeFailure kindOf(Throwable cause) {
        if (judge.refusal().isPresent()) {
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
        // Neither library gives received alerts a type of their own.
        if (NetworkErrors.says(cause, "received fatal alert") || NetworkErrors.says(cause, "_alert_")) {
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
