package org.requiretls.james.smtpclient;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was said in a transaction.
 *
 * @param mail the reply to MAIL, if it came
 * @param recipients in the order of the envelope
 * @param data the reply to DATA, if it was sent and answered
 * @param end the reply to the end of a message that had recipients, if it came: to the final dot, or to the last chunk,
 *     or to the chunk that was refused
 * @param finalDotSent whether the peer may have seen the end of such a message, and has refused none of it
 * @param failure what broke the session, if it broke
 */
public record TransactionResult(
        Optional<Reply> mail,
        List<RecipientReply> recipients,
        Optional<Reply> data,
        Optional<Reply> end,
        boolean finalDotSent,
        Optional<SessionFailure> failure) {

    /**
     * @param reply to its RCPT, if it was sent and answered
     */
    public record RecipientReply(Envelope.Recipient recipient, Optional<Reply> reply) {

        boolean isAccepted() {
            return reply.filter(Reply::isPositive).isPresent();
        }
    }

    public TransactionResult {
        recipients = List.copyOf(recipients);
    }

    /**
     * Of recipients that nobody has been asked about.
     *
     * @param failure why not, if it is known
     */
    public static TransactionResult notBegun(List<Envelope.Recipient> recipients, Optional<SessionFailure> failure) {
        SessionFailure cause = failure.orElseGet(() ->
                new SessionFailure.ConnectionLost(SmtpStage.IDLE, SessionFailure.Loss.CLOSED, "the session is over"));
        return new TransactionResult(
                Optional.empty(),
                recipients.stream()
                        .map(recipient -> new RecipientReply(recipient, Optional.empty()))
                        .toList(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(cause));
    }

    /** The same without what it says of these. */
    public TransactionResult without(Set<Envelope.Recipient> some) {
        return new TransactionResult(
                mail,
                recipients.stream()
                        .filter(each -> !some.contains(each.recipient()))
                        .toList(),
                data,
                end,
                finalDotSent,
                failure);
    }

    /**
     * What became of the message for this recipient. The earliest refusal decides.
     *
     * @param recipient one of {@link #recipients}
     */
    public RecipientOutcome outcomeFor(RecipientReply recipient) {
        return refusal(SmtpStage.MAIL, mail)
                .or(() -> refusal(SmtpStage.RCPT, recipient.reply()))
                .or(() -> refusal(SmtpStage.DATA, data))
                .or(() -> end.map(TransactionResult::byFinalReply))
                .or(this::heldBack)
                .orElseGet(() -> byFailure(recipient));
    }

    /** Whether the peer has taken the message for at least one recipient. */
    public boolean isAcceptedForSome() {
        return recipients.stream().map(this::outcomeFor).anyMatch(RecipientOutcome.Accepted.class::isInstance);
    }

    private static Optional<RecipientOutcome> refusal(SmtpStage stage, Optional<Reply> reply) {
        return reply.filter(Reply::isFailure).map(negative -> new RecipientOutcome.Refused(stage, negative));
    }

    private static RecipientOutcome byFinalReply(Reply reply) {
        return reply.isPositive()
                ? new RecipientOutcome.Accepted(reply)
                : new RecipientOutcome.Refused(SmtpStage.END_OF_DATA, reply);
    }

    private Optional<RecipientOutcome> heldBack() {
        return failure.isPresent()
                ? Optional.empty()
                : recipients.stream()
                        .flatMap(each -> each.reply().stream())
                        .filter(Reply::isFailure)
                        .findFirst()
                        .map(RecipientOutcome.HeldBack::new);
    }

    private RecipientOutcome byFailure(RecipientReply recipient) {
        SessionFailure cause = failure.orElseThrow(
                () -> new IllegalStateException("neither refused nor accepted nor failed: " + this));
        return finalDotSent && recipient.isAccepted()
                ? new RecipientOutcome.InDoubt(cause)
                : new RecipientOutcome.NotSent(cause);
    }
}
