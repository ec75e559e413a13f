package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;

/** A session over a {@link Conversation}; brings calls from any thread onto the event loop, and results off it. */
final class LiveSession implements SmtpSession {

    private final Conversation conversation;
    private final EhloKeywords keywords;
    private final Optional<TlsDetails> tls;
    private final SmtpTimeouts timeouts;
    private final Executor worker;
    private final ChunkingPeers chunking;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger transactions = new AtomicInteger();
    private final InetSocketAddress peer;
    private boolean loggedIn;
    private Transaction.Residue residue = Transaction.Residue.NOTHING;

    LiveSession(
            Conversation conversation,
            EhloKeywords keywords,
            Optional<TlsDetails> tls,
            SmtpTimeouts timeouts,
            Executor worker,
            ChunkingPeers chunking) {
        this.conversation = conversation;
        this.keywords = keywords;
        this.tls = tls;
        this.timeouts = timeouts;
        this.worker = worker;
        this.chunking = chunking;
        this.peer = (InetSocketAddress) conversation.channel().remoteAddress();
    }

    static ConnectionLost closedByClient(SmtpStage stage) {
        return new ConnectionLost(stage, Loss.CLIENT_CLOSED, "closed on our side");
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public EhloKeywords ehlo() {
        return keywords;
    }

    @Override
    public Optional<TlsDetails> tls() {
        return tls;
    }

    @Override
    public boolean isOpen() {
        return conversation.channel().isActive();
    }

    @Override
    public int transactions() {
        return transactions.get();
    }

    @Override
    public CompletableFuture<TransactionResult> send(Envelope envelope, MessageContent content) {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("a session is for one transaction at a time, and none after QUIT"));
        }
        transactions.incrementAndGet();
        CompletableFuture<TransactionResult> result = new CompletableFuture<>();
        PrefetchedContent prefetched = PrefetchedContent.of(content, ContentPump.BLOCK_OCTETS);
        Transaction transaction = new Transaction(conversation, envelope, prefetched, timeouts, worker, mostChunks());
        try {
            onEventLoop(() -> run(transaction).whenComplete((done, error) -> {
                if (!transaction.cameToContent()) {
                    prefetched.close();
                }
                residue = transaction.residue();
                if (transaction.isBdatUnknown()) {
                    chunking.exclude(peer);
                }
                conversation.enter(SmtpStage.IDLE);
                busy.set(false);
                Delivery.of(result, worker).accept(done, error);
            }));
        } catch (RejectedExecutionException e) {
            prefetched.close();
            result.complete(transaction.resultWith(Optional.of(closedByClient(SmtpStage.IDLE))));
        }
        return result;
    }

    /** RFC 3030 section 4.2: without PIPELINING, each chunk is answered before the next one. */
    private OptionalInt mostChunks() {
        if (!chunking.include(peer, keywords)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(keywords.offers(EhloKeywords.PIPELINING) ? Chunks.MOST_UNANSWERED : 1);
    }

    @Override
    public CompletableFuture<LoginResult> login(Login login) {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("a session logs in before its first transaction"));
        }
        CompletableFuture<LoginResult> result = new CompletableFuture<>();
        try {
            onEventLoop(() -> logInOnce(login).whenComplete((done, error) -> {
                loggedIn |= done instanceof LoginResult.LoggedIn;
                conversation.enter(SmtpStage.IDLE);
                busy.set(false);
                Delivery.of(result, worker).accept(done, error);
            }));
        } catch (RejectedExecutionException e) {
            result.complete(new LoginResult.Failed(closedByClient(SmtpStage.IDLE)));
        }
        return result;
    }

    /** RFC 4954 section 4: no second AUTH after a success. */
    private CompletableFuture<LoginResult> logInOnce(Login login) {
        return loggedIn
                ? CompletableFuture.completedFuture(new LoginResult.LoggedIn())
                : new LoginExchange(conversation, keywords, login, timeouts.ehlo()).run();
    }

    private CompletableFuture<TransactionResult> run(Transaction transaction) {
        return keywords.offers(EhloKeywords.PIPELINING)
                ? transaction.runPipelined(residue)
                : transaction.runStepByStep(residue);
    }

    @Override
    public CompletableFuture<Void> quit() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Runnable end = busy.compareAndSet(false, true) ? this::sayQuit : this::closeNow;
        try {
            onEventLoop(() -> {
                conversation
                        .channel()
                        .closeFuture()
                        .addListener(done -> Delivery.of(closed, worker).accept(null, null));
                end.run();
            });
        } catch (RejectedExecutionException e) {
            closed.complete(null);
        }
        return closed;
    }

    private void sayQuit() {
        conversation
                .ask(Command.of("QUIT", SmtpStage.QUIT, timeouts.quit()))
                .whenComplete((reply, failed) -> conversation.fail(closedByClient(SmtpStage.QUIT)));
    }

    @Override
    public void close() {
        try {
            onEventLoop(this::closeNow);
        } catch (RejectedExecutionException e) {
            // No event loop any more: the client has closed the connection with it.
        }
    }

    private void closeNow() {
        conversation.fail(closedByClient(conversation.stage()));
    }

    /** @throws RejectedExecutionException once the client has shut its event loops down */
    private void onEventLoop(Runnable action) {
        conversation.channel().eventLoop().execute(action);
    }

    @Override
    public String toString() {
        return "SMTP session with " + peer
                + tls.map(details -> " in " + details).orElse(" in clear");
    }
}
