package org.requiretls.james.smtpclient;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.requiretls.james.smtpclient.Command.ExpectedReply;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;

/**
 * MAIL, RCPT, DATA, content: one message on one connection (RFC 5321 section 3.3); or with BDAT in place of DATA (RFC
 * 3030). Runs on the event loop.
 */
final class Transaction {

    /** What a transaction leaves behind on the server. */
    enum Residue {
        NOTHING,
        /** An envelope that was begun; RSET has to clear it before the next MAIL. */
        ENVELOPE
    }

    /** After the last reply to the transaction before. */
    private static final Duration FIRST_REPLY_BEHIND_CONTENT = Duration.ofSeconds(30);

    private final Conversation conversation;
    private final Envelope envelope;
    private final PrefetchedContent content;
    private final SmtpTimeouts timeouts;
    private final Executor worker;
    private final Optional<Chunks> chunks;
    private final Runnable onContentWritten;

    private final CompletableFuture<TransactionResult> result = new CompletableFuture<>();
    private Optional<Reply> mail = Optional.empty();
    private final List<Reply> recipientReplies = new ArrayList<>();
    private Optional<Reply> data = Optional.empty();
    private Optional<Reply> end = Optional.empty();
    private boolean contentBegun;
    private boolean finalDotSent;
    private Residue residue = Residue.NOTHING;

    /**
     * @param mostChunks how many chunks may be unanswered at a time; empty to send the content by DATA
     * @param onContentWritten runs on the event loop; what it writes goes out with the end of the content
     */
    Transaction(
            Conversation conversation,
            Envelope envelope,
            PrefetchedContent content,
            SmtpTimeouts timeouts,
            Executor worker,
            OptionalInt mostChunks,
            Runnable onContentWritten) {
        this.conversation = conversation;
        this.envelope = envelope;
        this.content = content;
        this.timeouts = timeouts;
        this.worker = worker;
        this.onContentWritten = onContentWritten;
        this.chunks = mostChunks.isPresent()
                ? Optional.of(new Chunks(conversation, timeouts, mostChunks.getAsInt(), this::chunksAnswered))
                : Optional.empty();
    }

    /** Of use once the result is there. */
    Residue residue() {
        return residue;
    }

    /** Whether the content was asked for; who reads it closes it. */
    boolean cameToContent() {
        return contentBegun;
    }

    /** Whether the peer, which offered CHUNKING, does not know BDAT. Of use once the result is there. */
    boolean isBdatUnknown() {
        return chunks.flatMap(Chunks::refusal).filter(Reply::isAboutSyntax).isPresent();
    }

    /**
     * Runs with the whole envelope in one go (RFC 2920 section 3.1). DATA is not among it where all recipients have to
     * be accepted: once the peer has said 354 there is no way back. Nor does BDAT go with it: it brings the content,
     * which is not for a peer that takes no recipient.
     */
    CompletableFuture<TransactionResult> runPipelined(Residue before) {
        return runPipelined(before, timeouts.mail(), this::mailAnswered);
    }

    /**
     * The same, while the transaction before still waits for its last reply. Whether the peer can do with that is
     * known soon: a server that lost the envelope would say nothing at all.
     */
    CompletableFuture<TransactionResult> runBehindContent() {
        return runPipelined(
                Residue.NOTHING,
                SmtpTimeouts.shorter(timeouts.mail(), FIRST_REPLY_BEHIND_CONTENT),
                this::mailAnsweredBehindContent);
    }

    private CompletableFuture<TransactionResult> runPipelined(
            Residue before, Duration mailTimeout, Consumer<Reply> onMailReply) {
        boolean withData = envelope.quorum() == Envelope.Quorum.ANY && chunks.isEmpty();
        List<Command> group = new ArrayList<>();
        if (before == Residue.ENVELOPE) {
            group.add(reset());
        }
        int mailIndex = group.size();
        group.add(mailCommand(mailTimeout));
        envelope.recipients().forEach(recipient -> group.add(rcptCommand(recipient)));
        int afterRecipients = group.size();
        if (withData) {
            group.add(dataCommand());
        }

        List<CompletableFuture<Reply>> replies = conversation.ask(group);
        replies.get(mailIndex).thenAccept(onMailReply);
        CompletableFuture<Void> lastRecipient = CompletableFuture.completedFuture(null);
        for (CompletableFuture<Reply> reply : replies.subList(mailIndex + 1, afterRecipients)) {
            lastRecipient = reply.thenAccept(recipientReplies::add);
        }
        // The last reply to come, or to be given up, so all others are noted by then.
        if (withData) {
            proceed(replies.get(afterRecipients), this::dataAnswered);
        } else {
            proceed(lastRecipient, noted -> recipientsAnswered());
        }
        return result;
    }

    /** Runs with one command at a time, for servers that do not offer PIPELINING. */
    CompletableFuture<TransactionResult> runStepByStep(Residue before) {
        if (before == Residue.ENVELOPE) {
            proceed(conversation.ask(reset()), reply -> sendMail());
        } else {
            sendMail();
        }
        return result;
    }

    private void sendMail() {
        proceed(conversation.ask(mailCommand(timeouts.mail())), reply -> {
            mailAnswered(reply);
            if (reply.isFailure()) {
                complete();
            } else {
                sendRcpt();
            }
        });
    }

    private void sendRcpt() {
        Command next = rcptCommand(envelope.recipients().get(recipientReplies.size()));
        proceed(conversation.ask(next), reply -> {
            recipientReplies.add(reply);
            if (recipientReplies.size() < envelope.recipients().size()) {
                sendRcpt();
            } else {
                recipientsAnswered();
            }
        });
    }

    private void recipientsAnswered() {
        if (mail.filter(Reply::isPositive).isEmpty() || !isQuorumReached()) {
            complete();
        } else if (chunks.isPresent()) {
            sendContent(chunks.get());
        } else {
            proceed(conversation.ask(dataCommand()), this::dataAnswered);
        }
    }

    private boolean isQuorumReached() {
        return switch (envelope.quorum()) {
            case ANY -> isSomeRecipientAccepted();
            case ALL -> recipientReplies.stream().allMatch(Reply::isPositive);
        };
    }

    private void dataAnswered(Reply reply) {
        data = Optional.of(reply);
        envelopeAnswered();
    }

    private void mailAnswered(Reply reply) {
        mail = Optional.of(reply);
        residue = reply.isPositive() ? Residue.ENVELOPE : Residue.NOTHING;
    }

    /**
     * A peer that took the MAIL before this one can't be without the command. It has lost its way, or this reply is
     * one too many for the content before: neither says anything about this message.
     */
    private void mailAnsweredBehindContent(Reply reply) {
        if (reply.isAboutTheCommandItself()) {
            conversation.fail(new ConnectionLost(
                    SmtpStage.MAIL, Loss.WITH_ANOTHER, "to a MAIL right behind the message before it says " + reply));
        } else {
            mailAnswered(reply);
        }
    }

    private void envelopeAnswered() {
        boolean expectsContent = data.orElseThrow().isIntermediate();
        if (!expectsContent) {
            complete();
        } else if (!isSomeRecipientAccepted()) {
            sendNothing();
        } else if (mail.orElseThrow().isFailure()) {
            // Neither content nor a lone dot would do: the server may deliver either to those it has accepted.
            conversation.fail(new ProtocolError(
                    SmtpStage.DATA, "recipients and DATA accepted although MAIL was refused: " + mail.get()));
            complete();
        } else {
            sendContent(new DottedContent(this::expectEnd));
        }
    }

    /** A server may say 354 to a pipelined DATA though nobody is left to send to (RFC 2920 section 3.1). */
    private void sendNothing() {
        proceed(conversation.ask(Command.of(".", SmtpStage.END_OF_DATA, timeouts.endOfData())), reply -> {
            residue = Residue.NOTHING;
            complete();
        });
    }

    private void sendContent(Framing framing) {
        contentBegun = true;
        conversation.enter(SmtpStage.CONTENT);
        conversation.onFailure(this::complete);
        new ContentPump(conversation, content, timeouts.block(), worker, framing, onContentWritten).start();
    }

    private void expectEnd() {
        CompletableFuture<Reply> reply =
                conversation.expect(new ExpectedReply(SmtpStage.END_OF_DATA, timeouts.endOfData()));
        finalDotSent = conversation.failure().isEmpty();
        proceed(reply, received -> {
            end = Optional.of(received);
            residue = Residue.NOTHING;
            complete();
        });
    }

    private void chunksAnswered(Reply reply) {
        if (reply.isAboutSyntax()) {
            // It offers what it does not know, and may take what follows for commands.
            conversation.fail(
                    new ProtocolError(SmtpStage.CONTENT, "CHUNKING was offered, but to BDAT it says " + reply));
        } else {
            end = Optional.of(reply);
            // RFC 3030 section 2: after a refused chunk only RSET makes the state certain.
            residue = reply.isPositive() ? Residue.NOTHING : Residue.ENVELOPE;
        }
        complete();
    }

    private boolean isSomeRecipientAccepted() {
        return recipientReplies.stream().anyMatch(Reply::isPositive);
    }

    private <T> void proceed(CompletableFuture<T> reply, Consumer<T> next) {
        reply.whenComplete((received, failed) -> {
            if (failed != null) {
                complete();
            } else {
                next.accept(received);
            }
        });
    }

    private void complete() {
        if (!result.isDone()) {
            result.complete(resultWith(conversation.failure()));
        }
    }

    /** What there is to say so far, the failure given. */
    TransactionResult resultWith(Optional<SessionFailure> failure) {
        boolean endSent = finalDotSent || chunks.filter(Chunks::isLastSent).isPresent();
        return new TransactionResult(mail, repliesByRecipient(), data, end, endSent, failure);
    }

    private List<RecipientReply> repliesByRecipient() {
        List<RecipientReply> replies = new ArrayList<>();
        for (Envelope.Recipient recipient : envelope.recipients()) {
            int index = replies.size();
            replies.add(new RecipientReply(
                    recipient,
                    index < recipientReplies.size() ? Optional.of(recipientReplies.get(index)) : Optional.empty()));
        }
        return replies;
    }

    /** From now on the transaction is under way alone. */
    void startDeadline() {
        ScheduledFuture<?> deadline = conversation.schedule(
                () -> conversation.fail(new ConnectionLost(
                        conversation.stage(),
                        Loss.DEADLINE,
                        "not finished within " + timeouts.transaction().toMillis() + " ms")),
                timeouts.transaction());
        result.whenComplete((done, error) -> deadline.cancel(false));
    }

    private Command reset() {
        return Command.of("RSET", SmtpStage.RSET, timeouts.ehlo());
    }

    private Command mailCommand(Duration timeout) {
        return Command.of(envelope.mailCommand(), SmtpStage.MAIL, timeout);
    }

    private Command rcptCommand(Envelope.Recipient recipient) {
        return Command.of(recipient.command(), SmtpStage.RCPT, timeouts.rcpt());
    }

    private Command dataCommand() {
        return Command.of("DATA", SmtpStage.DATA, timeouts.data());
    }
}
