package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.Transaction.Residue;

/**
 * The transactions of one session, in the order in which they came. Where commands may be grouped, the envelope of the
 * second goes out with the end of the content of the first: content is what a group may begin with (RFC 2920 section
 * 3.1). So under load a message costs one write, and one round trip. The content of the second still waits for the
 * replies to its own envelope, and those come after the last one to the first.
 *
 * <p>Those behind do not suffer for the first. Whatever ends the session while that one is in front, or holds it up for
 * long, leaves them {@linkplain Loss#WITH_ANOTHER not sent}. Runs on the event loop.
 */
final class TransactionQueue {

    /** How long the first may hold up those behind; then they are free to go over another connection. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Conversation conversation;
    private final EhloKeywords keywords;
    private final ExtensionUse extensions;
    private final InetSocketAddress peer;
    private final List<Turn> turns = new ArrayList<>();
    private Residue residue = Residue.NOTHING;
    private boolean isFirstWritten;

    /** Whether an envelope went out behind the content of the first; the one whose it is may be gone by now. */
    private boolean isFirstFollowed;

    private long firstSince;
    private boolean isWatched;

    /** Why nobody else gets a turn, once one has ended the session for all. */
    private Optional<ConnectionLost> closed = Optional.empty();

    private static final class Turn {

        private final Transaction transaction;
        private final CompletableFuture<TransactionResult> result = new CompletableFuture<>();

        /** Whether the envelope was sent when this was the second. */
        private boolean sentBehind;

        Turn(Transaction transaction) {
            this.transaction = transaction;
        }
    }

    TransactionQueue(
            Conversation conversation, EhloKeywords keywords, ExtensionUse extensions, InetSocketAddress peer) {
        this.conversation = conversation;
        this.keywords = keywords;
        this.extensions = extensions;
        this.peer = peer;
    }

    /** Runs the transaction in its turn. */
    CompletableFuture<TransactionResult> add(Transaction transaction) {
        Turn turn = new Turn(transaction);
        if (closed.isPresent()) {
            sendAway(turn, closed.get());
            return turn.result;
        }
        turns.add(turn);
        if (isFirst(turn)) {
            begin(turn);
        } else {
            sendSecondEnvelope();
            watch();
        }
        return turn.result;
    }

    /** The first has nothing more to send; what is written right now goes out with the end of it. */
    void firstWritten() {
        isFirstWritten = true;
        sendSecondEnvelope();
    }

    /** Ends a transaction before its time: the first by closing the connection, another without harm to the first. */
    void breakOff(Transaction transaction) {
        Optional<Turn> turn =
                turns.stream().filter(any -> any.transaction == transaction).findFirst();
        if (turn.filter(this::isFirst).isPresent()) {
            conversation.fail(LiveSession.closedByClient(conversation.stage()));
        } else if (turn.isPresent()) {
            sendFollowersAway("one that waited for the same connection was given up");
        }
    }

    private void begin(Turn turn) {
        toTheFront(turn);
        run(
                turn,
                () -> keywords.offers(EhloKeywords.PIPELINING)
                        ? turn.transaction.runPipelined(residue)
                        : turn.transaction.runStepByStep(residue));
    }

    private void toTheFront(Turn turn) {
        firstSince = System.nanoTime();
        turn.transaction.startDeadline();
    }

    private void sendSecondEnvelope() {
        boolean isOneToSend = turns.size() > 1 && !turns.get(1).sentBehind;
        if (isFirstWritten && isOneToSend && extensions.envelopesFollowContent(peer, keywords)) {
            Turn second = turns.get(1);
            second.sentBehind = true;
            isFirstFollowed = true;
            run(second, second.transaction::runBehindContent);
        }
    }

    private boolean isFirst(Turn turn) {
        return !turns.isEmpty() && turns.get(0) == turn;
    }

    private boolean isSecondSent() {
        return turns.size() > 1 && turns.get(1).sentBehind;
    }

    /** Whatever goes wrong with us, nobody waits for ever: the session ends, and with it all turns. */
    private void run(Turn turn, Supplier<CompletableFuture<TransactionResult>> transaction) {
        CompletableFuture<TransactionResult> result;
        try {
            result = transaction.get();
        } catch (RuntimeException defect) {
            result = CompletableFuture.failedFuture(defect);
            conversation.fail(LiveSession.closedByClient(conversation.stage()));
        }
        result.whenComplete((done, defect) -> {
            // Else it was sent away already.
            if (isFirst(turn)) {
                ended(turn, done, defect);
            }
        });
    }

    private void ended(Turn first, TransactionResult result, Throwable defect) {
        boolean isNextSent = isSecondSent();
        boolean wasFollowed = isFirstFollowed;
        turns.remove(0);
        isFirstWritten = false;
        isFirstFollowed = false;
        residue = first.transaction.residue();
        if (conversation.failure().isPresent()) {
            if (wasLostByThePeer() && (wasFollowed || first.sentBehind && !first.transaction.cameToContent())) {
                extensions.envelopeAfterContentFailed(peer);
            }
            closed = Optional.of(lost("the session ended with the message before: "
                    + conversation.failure().get().detail()));
        } else if (isNextSent && residue != Residue.NOTHING) {
            // After a refused chunk only RSET makes the state certain (RFC 3030 section 2), and MAIL is out already.
            closed = Optional.of(lost("the message before was refused in parts"));
        }
        closed.ifPresent(reason -> {
            sendAway(turns, reason);
            conversation.fail(reason);
        });
        finish(first, result, defect);
        goOn(isNextSent);
    }

    private boolean wasLostByThePeer() {
        return conversation
                .failure()
                .filter(failure -> !(failure instanceof ConnectionLost lost && lost.loss() == Loss.CLIENT_CLOSED))
                .isPresent();
    }

    private void goOn(boolean isSent) {
        if (turns.isEmpty()) {
            conversation.enter(SmtpStage.IDLE);
        } else if (isSent) {
            toTheFront(turns.get(0));
        } else {
            begin(turns.get(0));
        }
    }

    /** While somebody waits, looks whether it goes on as soon as the first may have held that one up for too long. */
    private void watch() {
        if (isWatched || turns.size() < 2) {
            return;
        }
        isWatched = true;
        conversation.schedule(
                () -> {
                    isWatched = false;
                    if (turns.size() > 1 && patience().isZero()) {
                        holdUpNobody();
                    }
                    watch();
                },
                patience());
    }

    /** That is left with the first. */
    private Duration patience() {
        Duration left = PATIENCE.minusNanos(System.nanoTime() - firstSince);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A peer that is slow with the reply has no use for what follows, or does not see where the content ends. */
    private void holdUpNobody() {
        if (isFirstFollowed) {
            extensions.envelopeAfterContentFailed(peer);
        }
        sendFollowersAway("the message before takes longer than " + PATIENCE.toSeconds() + " s");
    }

    /** Where an envelope is out already, the session ends with the first. */
    private void sendFollowersAway(String why) {
        ConnectionLost reason = lost(why);
        if (isSecondSent()) {
            closed = Optional.of(reason);
        }
        sendAway(turns.subList(1, turns.size()), reason);
    }

    private static void sendAway(List<Turn> some, ConnectionLost reason) {
        List<Turn> gone = List.copyOf(some);
        some.clear();
        gone.forEach(turn -> sendAway(turn, reason));
    }

    /** Whoever is not in front has sent no content. */
    private static void sendAway(Turn turn, ConnectionLost reason) {
        turn.result.complete(turn.transaction.resultWith(Optional.of(reason)));
    }

    private static ConnectionLost lost(String why) {
        return new ConnectionLost(SmtpStage.IDLE, Loss.WITH_ANOTHER, why);
    }

    private static void finish(Turn turn, TransactionResult result, Throwable defect) {
        if (defect == null) {
            turn.result.complete(result);
        } else {
            turn.result.completeExceptionally(defect);
        }
    }
}
