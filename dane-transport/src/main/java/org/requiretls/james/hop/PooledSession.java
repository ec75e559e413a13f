package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Login;
import org.requiretls.james.smtpclient.LoginResult;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;
import org.requiretls.james.smtpclient.TransactionResult;

/** A session with what decides whether another message may use it. Gives its place back when it ends. */
final class PooledSession implements SmtpSession {

    private static final Runnable NOTHING = () -> {};

    private final SmtpSession session;
    private final InetSocketAddress address;
    private final Optional<ReuseKey> key;
    private final Instant opened;
    private final SessionOpening opening;
    private final AtomicReference<Runnable> giveBackPlace = new AtomicReference<>(NOTHING);
    private Instant idleSince;

    private PooledSession(
            SmtpSession session,
            InetSocketAddress address,
            Optional<ReuseKey> key,
            Instant opened,
            SessionOpening opening) {
        this.session = session;
        this.address = address;
        this.key = key;
        this.opened = opened;
        this.opening = rewritten(opening);
    }

    /**
     * Around the session of an opening; empty where there is none.
     *
     * @param key empty where it is for one message only
     */
    static Optional<PooledSession> in(
            SessionOpening opening, InetSocketAddress address, Optional<ReuseKey> key, Instant opened) {
        return sessionOf(opening).map(session -> new PooledSession(session, address, key, opened, opening));
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

    private SessionOpening rewritten(SessionOpening original) {
        if (original instanceof SessionOpening.Encrypted encrypted) {
            return new SessionOpening.Encrypted(this, encrypted.tls());
        }
        if (original instanceof SessionOpening.StartTlsNotOffered) {
            return new SessionOpening.StartTlsNotOffered(this);
        }
        if (original instanceof SessionOpening.InClear) {
            return new SessionOpening.InClear(this);
        }
        return new SessionOpening.StartTlsRefused(
                ((SessionOpening.StartTlsRefused) original).reply(), Optional.of(this));
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

    /** What was found when it was opened, around this session. */
    SessionOpening opening() {
        return opening;
    }

    /** Since when it carries nothing; read and written by who holds the lock on the idle ones. */
    Instant idleSince() {
        return idleSince;
    }

    void idleSince(Instant now) {
        idleSince = now;
    }

    void takePlace(Runnable whenOver) {
        giveBackPlace.set(whenOver);
    }

    void giveBackPlace() {
        giveBackPlace.getAndSet(NOTHING).run();
    }

    @Override
    public InetSocketAddress peer() {
        return session.peer();
    }

    @Override
    public EhloKeywords ehlo() {
        return session.ehlo();
    }

    @Override
    public Optional<TlsDetails> tls() {
        return session.tls();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public int transactions() {
        return session.transactions();
    }

    @Override
    public CompletableFuture<TransactionResult> send(Envelope envelope, MessageContent content) {
        return session.send(envelope, content);
    }

    @Override
    public CompletableFuture<LoginResult> login(Login login) {
        return session.login(login);
    }

    @Override
    public CompletableFuture<Void> quit() {
        return session.quit().whenComplete((closed, error) -> giveBackPlace());
    }

    @Override
    public void close() {
        session.close();
        giveBackPlace();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
