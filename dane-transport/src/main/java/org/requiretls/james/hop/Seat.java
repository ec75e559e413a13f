package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Login;
import org.requiretls.james.smtpclient.LoginResult;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;
import org.requiretls.james.smtpclient.TransactionResult;

/** What one message has of a pooled session. To end it leaves the messages of others on the session alone. */
final class Seat implements SmtpSession {

    private final PooledSession pooled;
    private final SmtpSession session;
    private volatile Optional<CompletableFuture<TransactionResult>> sent = Optional.empty();
    private volatile boolean over;

    Seat(PooledSession pooled, SmtpSession session) {
        this.pooled = pooled;
        this.session = session;
    }

    PooledSession pooled() {
        return pooled;
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
        if (over) {
            return CompletableFuture.failedFuture(new IllegalStateException("the message was given up: " + this));
        }
        CompletableFuture<TransactionResult> result = session.send(envelope, content);
        sent = Optional.of(result);
        if (over) {
            breakOffUnfinished();
        }
        return result;
    }

    @Override
    public void breakOff(CompletableFuture<TransactionResult> result) {
        session.breakOff(result);
    }

    @Override
    public CompletableFuture<LoginResult> login(Login login) {
        return session.login(login);
    }

    /** The session ends with the last message on it; the future does not wait for those of others. */
    @Override
    public CompletableFuture<Void> quit() {
        breakOffUnfinished();
        return pooled.quit(this);
    }

    @Override
    public void close() {
        breakOffUnfinished();
        pooled.close(this);
    }

    private void breakOffUnfinished() {
        over = true;
        sent.filter(result -> !result.isDone()).ifPresent(session::breakOff);
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
