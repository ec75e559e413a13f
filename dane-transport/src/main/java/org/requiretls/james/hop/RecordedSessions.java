package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.smtpclient.HeloFallback;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailed;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailure;
import org.requiretls.james.smtpclient.SessionRequest;

/**
 * Opens each session once, whatever the certificate, quits it at once, and answers every request for it from the
 * record: so that messages with different tags can be judged by one and the same session.
 *
 * <p>A request that is stricter about the certificate would have seen less of the session: its verifier is shown the
 * recorded chain, and where it refuses, the answer is a handshake that it broke off. What the peer did after that
 * point is withheld, as it would not have come to it.
 */
final class RecordedSessions implements Sessions {

    private final Sessions network;
    private final Map<String, InetSocketAddress> connectTo;
    private final Map<Key, CompletableFuture<Recording>> recordings =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /** @param request with {@link #ANYBODY} for its verifier: whatever else is in it makes another session */
    private record Key(MxHost host, SessionRequest request) {}

    private static final PeerVerifier ANYBODY = PeerVerifier.anyCertificate();

    /**
     * One session.
     *
     * @param opening how far it came, with any certificate
     * @param chain the certificates that were shown; empty where it did not come to that
     */
    record Recording(HopContext hop, SessionRequest request, SessionOpening opening, List<X509Certificate> chain) {

        /** What a client with this verifier would have got. */
        SessionOpening as(PeerVerifier verifier) {
            if (chain.isEmpty()) {
                return opening;
            }
            try {
                verifier.verify(chain);
                return opening;
            } catch (CertificateException | RuntimeException refusal) {
                return new HandshakeFailed(HandshakeFailure.CERTIFICATE_REJECTED, refusal.toString());
            }
        }

        private boolean refusesEhlo() {
            return opening instanceof SessionOpening.EhloRefused refused
                    && refused.tls().isEmpty()
                    && refused.reply().isPermanentFailure();
        }
    }

    /**
     * @param network opens them
     * @param connectTo addresses to use in place of those that DNS gives, by host name
     */
    RecordedSessions(Sessions network, Map<String, InetSocketAddress> connectTo) {
        this.network = network;
        this.connectTo = connectTo;
    }

    @Override
    public CompletableFuture<SessionOpening> open(HopContext hop, SessionRequest request) {
        return recordedFor(hop, request).thenApply(recording -> recording.as(request.verifier()));
    }

    /** Whether HELO may follow makes a difference only where EHLO is refused: only then it takes a second session. */
    private CompletableFuture<Recording> recordedFor(HopContext hop, SessionRequest request) {
        CompletableFuture<Recording> withoutHelo = recorded(hop, request.with(HeloFallback.FORBIDDEN));
        return request.heloFallback() == HeloFallback.FORBIDDEN
                ? withoutHelo
                : withoutHelo.thenCompose(first ->
                        first.refusesEhlo() ? recorded(hop, request) : CompletableFuture.completedFuture(first));
    }

    private CompletableFuture<Recording> recorded(HopContext hop, SessionRequest request) {
        Key key = new Key(hop.host(), request.with(ANYBODY));
        return recordings.computeIfAbsent(key, any -> record(hop, redirected(hop.host(), request)));
    }

    private CompletableFuture<Recording> record(HopContext hop, SessionRequest request) {
        AtomicReference<List<X509Certificate>> shown = new AtomicReference<>(List.of());
        return network.open(hop, request.with((PeerVerifier) shown::set))
                .thenApply(opening ->
                        new Recording(hop, request, RecordedSession.afterQuit(opening), List.copyOf(shown.get())));
    }

    private SessionRequest redirected(MxHost host, SessionRequest request) {
        return request.with(connectTo.getOrDefault(host.name(), request.address()));
    }

    /** The sessions with one host that have come to an end so far, in the order in which they were opened. */
    List<Recording> with(MxHost host) {
        synchronized (recordings) {
            return recordings.entrySet().stream()
                    .filter(entry -> entry.getKey().host().equals(host))
                    .map(Map.Entry::getValue)
                    .filter(future -> future.isDone() && !future.isCompletedExceptionally())
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
