package org.requiretls.james.smtpclient;

import java.util.List;
import java.util.Optional;

/**
 * What was said in a transaction.
 *
 * @param mail the reply to MAIL, if it came
 * @param recipients in the order of the envelope
 * @param data the reply to DATA, if it was sent and answered
 * @param end the reply to the final dot of a message that had recipients, if it came
 * @param finalDotSent whether the peer may have seen the end of such a message
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
     * What became of the message for this recipient. The earliest refusal decides.
     *
     * @param recipient one of {@link #recipients}
     */
    public RecipientOutcome outcomeFor(RecipientReply recipient) {
        return refusal(SmtpStage.MAIL, mail)
                .or(() -> refusal(SmtpStage.RCPT, recipient.reply()))
                .or(() -> refusal(SmtpStage.DATA, data))
                .or(() -> end.map(TransactionResult::byFinalReply))
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

    private RecipientOutcome byFailure(RecipientReply recipient) {
        SessionFailure cause = failure.orElseThrow(
                () -> new IllegalStateException("neither refused nor accepted nor failed: " + this));
        return finalDotSent && recipient.isAccepted()
                ? new RecipientOutcome.InDoubt(cause)
                : new RecipientOutcome.NotSent(cause);
    }
}
