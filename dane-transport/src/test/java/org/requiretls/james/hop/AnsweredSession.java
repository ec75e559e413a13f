package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Login;
import org.requiretls.james.smtpclient.LoginResult;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.Reply;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;
import org.requiretls.james.smtpclient.TransactionResult;

/** A session in clear with a peer that answers before it is asked, and that offers PIPELINING. */
final class AnsweredSession implements SmtpSession {

    private static final EhloKeywords PIPELINING = EhloKeywords.of(new Reply(250, List.of("mx.example", "PIPELINING")));

    private final InetSocketAddress peer;
    private final AtomicInteger transactions = new AtomicInteger();
    private volatile boolean open = true;

    AnsweredSession(InetSocketAddress peer) {
        this.peer = peer;
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public EhloKeywords ehlo() {
        return PIPELINING;
    }

    @Override
    public Optional<TlsDetails> tls() {
        return Optional.empty();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public int transactions() {
        return transactions.get();
    }

    @Override
    public CompletableFuture<TransactionResult> send(Envelope envelope, MessageContent content) {
        transactions.incrementAndGet();
        return CompletableFuture.completedFuture(TransactionResult.notBegun(List.of(), Optional.empty()));
    }

    @Override
    public void breakOff(CompletableFuture<TransactionResult> result) {
        throw new IllegalStateException("all is done at once");
    }

    @Override
    public CompletableFuture<LoginResult> login(Login login) {
        return CompletableFuture.completedFuture(new LoginResult.LoggedIn());
    }

    @Override
    public CompletableFuture<Void> quit() {
        close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        open = false;
    }
}
