package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailed;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailure;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;

/**
 * Opens sessions within the limits, and keeps those in order for the next message that may have them.
 *
 * <p>A kept session is never trusted for what it was. Its certificates, whose key the host has proven to hold on this
 * very connection, are shown to the verifier of each message anew, which judges them by the TLSA records, rules and
 * time of now; and the requirement of that message judges what comes of it. Whatever does not pass is closed, and a
 * fresh connection is opened in its place, as is one where the answer would be anything but to deliver.
 * {@link ReuseKey} says which messages are not even asked.
 */
public final class SessionPool implements Sessions, AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Sessions network;
    private final ConnectionSettings settings;
    private final Clock clock;
    private final ConnectionSlots slots;
    private final IdleSessions idle;
    private final UnreachableHosts unreachable;
    private final ScheduledExecutorService sweeper;
    private volatile boolean closed;

    public SessionPool(SmtpClient client, ConnectionSettings settings, Clock clock) {
        this((hop, request) -> client.open(request), settings, clock);
    }

    SessionPool(Sessions network, ConnectionSettings settings, Clock clock) {
        this.network = network;
        this.settings = settings;
        this.clock = clock;
        slots = new ConnectionSlots(settings.perHost(), settings.overall());
        idle = new IdleSessions(settings.idle(), settings.perHost());
        unreachable = new UnreachableHosts(settings.downtime(), clock);
        sweeper = Executors.newSingleThreadScheduledExecutor(SessionPool::daemon);
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "smtp-idle");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletableFuture<SessionOpening> open(HopContext hop, SessionRequest request) {
        return inTurn(
                request,
                () -> kept(hop, request)
                        .map(session -> CompletableFuture.completedFuture(session.opening()))
                        .orElseGet(() -> connect(hop, request)));
    }

    @Override
    public CompletableFuture<SessionOpening> openAnew(HopContext hop, SessionRequest request) {
        return inTurn(request, () -> connect(hop, request));
    }

    private CompletableFuture<SessionOpening> inTurn(
            SessionRequest request, Supplier<CompletableFuture<SessionOpening>> opening) {
        InetSocketAddress address = request.address();
        Optional<ConnectFailed> down = unreachable.lately(address);
        if (down.isPresent()) {
            return CompletableFuture.completedFuture(down.get());
        }
        return slots.acquire(address, clock.instant().plus(settings.patience())).thenCompose(granted -> {
            if (!granted) {
                return CompletableFuture.completedFuture(
                        unreachable.lately(address).orElseGet(this::noTurn));
            }
            try {
                return opening.get();
            } catch (RuntimeException defect) {
                slots.release(address);
                throw defect;
            }
        });
    }

    private ConnectFailed noTurn() {
        return closed
                ? new ConnectFailed(ConnectFailure.CLIENT_CLOSED, "the pool of connections is closed")
                : new ConnectFailed(
                        ConnectFailure.OTHER,
                        "none of the " + settings.perHost() + " connections with this address, or of the "
                                + settings.overall() + " in all, became free within "
                                + settings.patience().toSeconds() + " s");
    }

    private Optional<PooledSession> kept(HopContext hop, SessionRequest request) {
        Optional<ReuseKey> key = ReuseKey.of(hop, request);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<PooledSession> candidate = idle.take(key.get());
        while (candidate.isPresent() && !isFit(candidate.get(), request.verifier())) {
            candidate.get().quit();
            candidate = idle.take(key.get());
        }
        candidate.ifPresent(this::takePlace);
        return candidate;
    }

    private boolean isFit(PooledSession session, PeerVerifier verifier) {
        return session.isOpen()
                && isYoung(session, clock.instant())
                && session.tls()
                        .map(TlsDetails::peerChain)
                        .map(chain -> passes(chain, verifier))
                        // In clear: whether that will do is for the requirement to say.
                        .orElse(true);
    }

    private static boolean passes(List<X509Certificate> chain, PeerVerifier verifier) {
        try {
            verifier.verify(chain);
            return true;
        } catch (CertificateException | RuntimeException refusal) {
            return false;
        }
    }

    private boolean isYoung(PooledSession session, Instant now) {
        return session.opened().plus(settings.lifetime()).isAfter(now);
    }

    private CompletableFuture<SessionOpening> connect(HopContext hop, SessionRequest request) {
        InetSocketAddress address = request.address();
        if (slots.taken(address) + idle.count(address) > settings.perHost()) {
            idle.oldest(address).ifPresent(PooledSession::quit);
        }
        return network.open(hop, request).handle((opening, error) -> {
            if (error != null) {
                slots.release(address);
                throw error instanceof CompletionException known ? known : new CompletionException(error);
            }
            if (unreachable.note(address, opening)) {
                slots.sendAway(address);
            }
            Optional<PooledSession> session =
                    PooledSession.in(opening, address, keyFor(opening, hop, request), clock.instant());
            session.ifPresentOrElse(this::takePlace, () -> slots.release(address));
            return session.map(PooledSession::opening).orElse(opening);
        });
    }

    /** A host that could not do TLS for the moment may be able to in the next. */
    private static Optional<ReuseKey> keyFor(SessionOpening opening, HopContext hop, SessionRequest request) {
        return opening instanceof SessionOpening.StartTlsRefused ? Optional.empty() : ReuseKey.of(hop, request);
    }

    private void takePlace(PooledSession session) {
        session.takePlace(() -> slots.release(session.address()));
    }

    @Override
    public void release(HopContext hop, Deliver verdict, SmtpSession session) {
        PooledSession pooled = (PooledSession) session;
        Instant now = clock.instant();
        if (!isWorthKeeping(pooled, hop, verdict, now)) {
            pooled.quit();
            return;
        }
        List<PooledSession> surplus = idle.put(pooled, now);
        // Who waits for the place finds the session.
        pooled.giveBackPlace();
        surplus.forEach(PooledSession::quit);
    }

    private boolean isWorthKeeping(PooledSession session, HopContext hop, Deliver verdict, Instant now) {
        return session.isOpen()
                && session.transactions() < settings.messages()
                && isYoung(session, now)
                && session.key().isPresent()
                && ReuseKey.leavesOneBehind(hop.message().tag(), verdict);
    }

    /** Ends what has been idle or waiting for too long. Runs every second. */
    void sweep() {
        Instant now = clock.instant();
        idle.removeIf(session -> !session.isOpen()
                        || !isYoung(session, now)
                        || !session.idleSince().plus(settings.idleTime()).isAfter(now))
                .forEach(PooledSession::quit);
        slots.expire(now);
    }

    /** Sessions that carry nothing at the moment. */
    public int idleSessions() {
        return idle.size();
    }

    /** Deliveries that wait for their turn. */
    public int waiting() {
        return slots.waiting();
    }

    /** Quits the idle sessions and sends away who waits; those in use end as their messages do. */
    @Override
    public void close() {
        closed = true;
        sweeper.shutdownNow();
        idle.close().forEach(PooledSession::quit);
        slots.close();
    }
}
