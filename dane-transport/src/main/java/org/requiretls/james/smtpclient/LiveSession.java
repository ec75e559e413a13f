package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;

/** A session over a {@link Conversation}; brings calls from any thread onto the event loop, and results off it. */
final class LiveSession implements SmtpSession {

    /** A login, or the end, is under way. */
    private static final int TAKEN = -1;

    private final Conversation conversation;
    private final EhloKeywords keywords;
    private final Optional<TlsDetails> tls;
    private final SmtpTimeouts timeouts;
    private final Executor worker;
    private final ExtensionUse extensions;
    private final TransactionQueue queue;

    /** How many transactions are under way, or {@link #TAKEN}. */
    private final AtomicInteger underWay = new AtomicInteger();

    private final AtomicInteger transactions = new AtomicInteger();
    private final InetSocketAddress peer;
    private volatile boolean loggedIn;

    LiveSession(
            Conversation conversation,
            EhloKeywords keywords,
            Optional<TlsDetails> tls,
            SmtpTimeouts timeouts,
            Executor worker,
            ExtensionUse extensions) {
        this.conversation = conversation;
        this.keywords = keywords;
        this.tls = tls;
        this.timeouts = timeouts;
        this.worker = worker;
        this.extensions = extensions;
        this.peer = (InetSocketAddress) conversation.channel().remoteAddress();
        this.queue = new TransactionQueue(conversation, keywords, extensions, peer);
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
        if (underWay.getAndUpdate(before -> before == TAKEN ? TAKEN : before + 1) == TAKEN) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("there are no transactions during a login, and none after QUIT"));
        }
        transactions.incrementAndGet();
        PrefetchedContent prefetched = PrefetchedContent.of(content, ContentPump.BLOCK_OCTETS);
        Transaction transaction = new Transaction(
                conversation, envelope, prefetched, timeouts, worker, mostChunks(), queue::firstWritten);
        Sent result = new Sent(transaction);
        try {
            onEventLoop(() -> add(transaction).whenComplete((done, error) -> {
                if (!transaction.cameToContent()) {
                    prefetched.close();
                }
                if (transaction.isBdatUnknown()) {
                    extensions.chunksFailed(peer);
                }
                underWay.decrementAndGet();
                Delivery.of(result, worker).accept(done, error);
            }));
        } catch (RejectedExecutionException e) {
            prefetched.close();
            result.complete(transaction.resultWith(Optional.of(closedByClient(SmtpStage.IDLE))));
        }
        return result;
    }

    /** Whatever goes wrong with us, nobody waits for ever. */
    private CompletableFuture<TransactionResult> add(Transaction transaction) {
        try {
            return queue.add(transaction);
        } catch (RuntimeException defect) {
            closeNow();
            return CompletableFuture.failedFuture(defect);
        }
    }

    /** Knows which transaction it is of. */
    private static final class Sent extends CompletableFuture<TransactionResult> {

        private final Transaction transaction;

        Sent(Transaction transaction) {
            this.transaction = transaction;
        }
    }

    @Override
    public void breakOff(CompletableFuture<TransactionResult> sent) {
        if (!(sent instanceof Sent ours)) {
            return;
        }
        try {
            onEventLoop(() -> queue.breakOff(ours.transaction));
        } catch (RejectedExecutionException e) {
            // No event loop any more: the client has closed the connection with it.
        }
    }

    /** RFC 3030 section 4.2: without PIPELINING, each chunk is answered before the next one. */
    private OptionalInt mostChunks() {
        if (!extensions.chunks(peer, keywords)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(keywords.offers(EhloKeywords.PIPELINING) ? Chunks.MOST_UNANSWERED : 1);
    }

    @Override
    public CompletableFuture<LoginResult> login(Login login) {
        if (loggedIn) {
            // RFC 4954 section 4: no second AUTH after a success.
            return CompletableFuture.completedFuture(new LoginResult.LoggedIn());
        }
        if (!underWay.compareAndSet(0, TAKEN)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("a session logs in before its first transaction"));
        }
        CompletableFuture<LoginResult> result = new CompletableFuture<>();
        try {
            onEventLoop(() -> logIn(login).whenComplete((done, error) -> {
                loggedIn = done instanceof LoginResult.LoggedIn;
                conversation.enter(SmtpStage.IDLE);
                underWay.set(0);
                Delivery.of(result, worker).accept(done, error);
            }));
        } catch (RejectedExecutionException e) {
            result.complete(new LoginResult.Failed(closedByClient(SmtpStage.IDLE)));
        }
        return result;
    }

    private CompletableFuture<LoginResult> logIn(Login login) {
        return new LoginExchange(conversation, keywords, login, timeouts.ehlo()).run();
    }

    @Override
    public CompletableFuture<Void> quit() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Runnable end = underWay.compareAndSet(0, TAKEN) ? this::sayQuit : this::closeNow;
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
