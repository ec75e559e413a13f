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
import java.util.function.Function;
import org.requiretls.james.hop.ConnectionSlots.Place;
import org.requiretls.james.hop.ConnectionSlots.Turn;
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
 *
 * <p>While messages wait for their turn at a host, the first in line is sent right behind the one that a session is
 * carrying, judged in the same way at that moment.
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
        slots = new ConnectionSlots(settings.perHost(), settings.overall(), clock);
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
        Optional<Candidate> candidate = Candidate.of(hop, request);
        return inTurn(
                request,
                until -> slots.acquire(request.address(), candidate, until),
                place -> candidate
                        .flatMap(who -> kept(who, place))
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> connect(hop, request, place)));
    }

    @Override
    public CompletableFuture<SessionOpening> openAnew(HopContext hop, SessionRequest request) {
        return inTurn(
                request, until -> slots.acquireAgain(request.address(), until), place -> connect(hop, request, place));
    }

    private CompletableFuture<SessionOpening> inTurn(
            SessionRequest request,
            Function<Instant, CompletableFuture<Turn>> line,
            Function<Place, CompletableFuture<SessionOpening>> opening) {
        InetSocketAddress address = request.address();
        Optional<ConnectFailed> down = unreachable.lately(address);
        if (down.isPresent()) {
            return CompletableFuture.completedFuture(down.get());
        }
        Instant until = clock.instant().plus(settings.patience());
        return line.apply(until).thenCompose(turn -> {
            if (turn instanceof Turn.Share share) {
                return CompletableFuture.completedFuture(share.opening());
            }
            if (turn instanceof Turn.Own own) {
                try {
                    return opening.apply(own.place());
                } catch (RuntimeException defect) {
                    slots.release(own.place());
                    throw defect;
                }
            }
            return CompletableFuture.completedFuture(unreachable.lately(address).orElseGet(this::noTurn));
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

    private Optional<SessionOpening> kept(Candidate candidate, Place place) {
        Optional<PooledSession> session = idle.take(candidate.key());
        while (session.isPresent() && !isFit(session.get(), candidate.verifier())) {
            session.get().quit();
            session = idle.take(candidate.key());
        }
        return session.map(found -> {
            slots.needsNoOpening(place);
            return seatFirst(found, place);
        });
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

    private CompletableFuture<SessionOpening> connect(HopContext hop, SessionRequest request, Place place) {
        InetSocketAddress address = request.address();
        if (slots.taken(address) + idle.count(address) > settings.perHost()) {
            idle.oldest(address).ifPresent(PooledSession::quit);
        }
        slots.isOpening(place);
        return network.open(hop, request).handle((opening, error) -> {
            if (error != null) {
                slots.release(place);
                throw error instanceof CompletionException known ? known : new CompletionException(error);
            }
            if (unreachable.note(address, opening)) {
                slots.sendAway(address);
            }
            Optional<PooledSession> session = PooledSession.in(opening, address, keyFor(opening, hop, request), clock);
            if (session.isEmpty()) {
                slots.release(place);
                return opening;
            }
            slots.hasOpened(place);
            return seatFirst(session.get(), place);
        });
    }

    /** A host that could not do TLS for the moment may be able to in the next. */
    private static Optional<ReuseKey> keyFor(SessionOpening opening, HopContext hop, SessionRequest request) {
        return opening instanceof SessionOpening.StartTlsRefused ? Optional.empty() : ReuseKey.of(hop, request);
    }

    private SessionOpening seatFirst(PooledSession session, Place place) {
        return session.openingFor(session.seatFirst(() -> slots.release(place)));
    }

    @Override
    public void isUnderWay(HopContext hop, Deliver verdict, SmtpSession session) {
        Seat seat = (Seat) session;
        seat.pooled().seats().messageUnderWay(seat);
        if (isWorthKeeping(seat.pooled(), hop, verdict, clock.instant())) {
            fillSeats(seat.pooled());
        } else {
            seat.pooled().seats().retire();
        }
    }

    @Override
    public void release(HopContext hop, Deliver verdict, SmtpSession session) {
        Seat seat = (Seat) session;
        PooledSession pooled = seat.pooled();
        Instant now = clock.instant();
        if (!isWorthKeeping(pooled, hop, verdict, now)) {
            seat.quit();
            return;
        }
        switch (pooled.leave(seat)) {
            case OTHERS -> fillSeats(pooled);
            case NOBODY -> keep(pooled, now);
            case BEFORE -> {}
        }
    }

    private void keep(PooledSession session, Instant now) {
        if (session.seats().isRetired()) {
            session.quit();
            return;
        }
        Runnable giveBackPlace = session.takePlace();
        List<PooledSession> surplus = idle.put(session, now);
        slots.isLeft(session.address());
        // Who waits for the place finds the session.
        giveBackPlace.run();
        surplus.forEach(PooledSession::quit);
    }

    /**
     * Lets those who are first in line follow the messages on the session, one after the other. They are judged as by
     * {@link #kept}; who may not have this session goes on waiting, for a place.
     */
    private void fillSeats(PooledSession session) {
        if (!session.groupsCommands()) {
            return;
        }
        // The seat first: whoever is called meanwhile for another one would pass by who was called before.
        session.key()
                .ifPresent(key -> session.seatAnother()
                        .ifPresent(seat -> slots.callFirst(key)
                                .ifPresentOrElse(called -> offer(seat, called), () -> vacate(seat))));
    }

    private void offer(Seat seat, ConnectionSlots.Waiter called) {
        boolean isTaken = false;
        try {
            isTaken = isFit(seat.pooled(), called.sharing().orElseThrow().verifier());
        } finally {
            if (isTaken) {
                called.share(seat.pooled().openingFor(seat));
            } else {
                slots.putBack(called);
                vacate(seat);
            }
        }
    }

    private void vacate(Seat seat) {
        if (seat.pooled().vacate(seat) == Seats.Left.NOBODY) {
            keep(seat.pooled(), clock.instant());
        }
    }

    private boolean isWorthKeeping(PooledSession session, HopContext hop, Deliver verdict, Instant now) {
        return settings.sharesConnections()
                && session.isOpen()
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

    /** Places that are taken: by sessions in use, or by openings under way. */
    int placesTaken() {
        return slots.taken();
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
