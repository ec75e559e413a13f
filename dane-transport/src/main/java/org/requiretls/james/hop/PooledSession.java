package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;

/** A session with what decides whether another message may use it. Gives its place back when it ends, or is idle. */
final class PooledSession {

    private static final Runnable NOTHING = () -> {};

    private final SmtpSession session;
    private final InetSocketAddress address;
    private final Optional<ReuseKey> key;
    private final Instant opened;
    private final SessionOpening opening;
    private final Clock clock;
    private final Seats seats = new Seats();
    private final AtomicReference<Runnable> giveBackPlace = new AtomicReference<>(NOTHING);
    private Instant idleSince;

    private PooledSession(
            SmtpSession session,
            InetSocketAddress address,
            Optional<ReuseKey> key,
            SessionOpening opening,
            Clock clock) {
        this.session = session;
        this.address = address;
        this.key = key;
        this.opening = opening;
        this.clock = clock;
        this.opened = clock.instant();
    }

    /**
     * Around the session of an opening; empty where there is none.
     *
     * @param key empty where it is for one message only
     */
    static Optional<PooledSession> in(
            SessionOpening opening, InetSocketAddress address, Optional<ReuseKey> key, Clock clock) {
        return sessionOf(opening).map(session -> new PooledSession(session, address, key, opening, clock));
    }

    private static Optional<SmtpSession> sessionOf(SessionOpening opening) {
        if (opening instanceof SessionOpening.Encrypted encrypted) {
            return Optional.of(encrypted.session());
        }
        if (opening instanceof SessionOpening.StartTlsNotOffered notOffered) {
            return Optional.of(notOffered.session());
        }
        if (opening instanceof SessionOpening.InClear clear) {
            return Optional.of(clear.session());
        }
        return opening instanceof SessionOpening.StartTlsRefused refused ? refused.session() : Optional.empty();
    }

    /** What was found when it was opened, with the seat in place of the session. */
    SessionOpening openingFor(Seat seat) {
        if (opening instanceof SessionOpening.Encrypted encrypted) {
            return new SessionOpening.Encrypted(seat, encrypted.tls());
        }
        if (opening instanceof SessionOpening.StartTlsNotOffered) {
            return new SessionOpening.StartTlsNotOffered(seat);
        }
        if (opening instanceof SessionOpening.InClear) {
            return new SessionOpening.InClear(seat);
        }
        return new SessionOpening.StartTlsRefused(
                ((SessionOpening.StartTlsRefused) opening).reply(), Optional.of(seat));
    }

    /** Gives it to a message that has a place for it. */
    Seat seatFirst(Runnable whenOver) {
        giveBackPlace.set(whenOver);
        Seat seat = new Seat(this, session);
        seats.takeFirst(seat, clock.instant());
        return seat;
    }

    /** Gives another message a seat, if one is free. */
    Optional<Seat> seatAnother() {
        Seat seat = new Seat(this, session);
        return seats.takeAnother(seat) ? Optional.of(seat) : Optional.empty();
    }

    Seats seats() {
        return seats;
    }

    /** That was connected to. */
    InetSocketAddress address() {
        return address;
    }

    Optional<ReuseKey> key() {
        return key;
    }

    Instant opened() {
        return opened;
    }

    /** Since when it carries nothing; read and written by who holds the lock on the idle ones. */
    Instant idleSince() {
        return idleSince;
    }

    void idleSince(Instant now) {
        idleSince = now;
    }

    /** To be taken before others can have the session, since they bring a place of their own. */
    Runnable takePlace() {
        return giveBackPlace.getAndSet(NOTHING);
    }

    private void giveBackPlace() {
        takePlace().run();
    }

    Optional<TlsDetails> tls() {
        return session.tls();
    }

    boolean isOpen() {
        return session.isOpen();
    }

    int transactions() {
        return session.transactions();
    }

    /** Whether a message gains by following another at once. */
    boolean groupsCommands() {
        return session.ehlo().offers(EhloKeywords.PIPELINING);
    }

    /** For somebody whose message was answered, or who wants no answer any more. */
    Seats.Left leave(Seat seat) {
        return seats.leave(seat, clock.instant());
    }

    /** For somebody who sent nothing. */
    Seats.Left vacate(Seat seat) {
        return seats.vacate(seat);
    }

    /** Ends it, as soon as nobody has a seat any more. */
    CompletableFuture<Void> quit(Seat seat) {
        seats.retire();
        return leave(seat) == Seats.Left.NOBODY ? quit() : CompletableFuture.completedFuture(null);
    }

    /** Ends it without a word, if nobody else has a seat. */
    void close(Seat seat) {
        seats.retire();
        if (leave(seat) == Seats.Left.NOBODY) {
            session.close();
            giveBackPlace();
        }
    }

    /** Ends one that nobody uses. */
    CompletableFuture<Void> quit() {
        return session.quit().whenComplete((closed, error) -> giveBackPlace());
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
