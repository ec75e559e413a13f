package org.requiretls.james.smtpclient;

/** What became of the message for one recipient. */
public sealed interface RecipientOutcome {

    /** The peer has taken responsibility for it. */
    record Accepted(Reply reply) implements RecipientOutcome {}

    /**
     * The peer said 4yz or 5yz.
     *
     * @param stage to what: MAIL, RCPT, DATA or END_OF_DATA
     */
    record Refused(SmtpStage stage, Reply reply) implements RecipientOutcome {}

    /**
     * The peer would have taken it, and the message was kept back, since another recipient was refused and
     * {@link Envelope.Quorum#ALL} was asked for.
     *
     * @param cause the reply to that other recipient
     */
    record HeldBack(Reply cause) implements RecipientOutcome {}

    /** The session failed before the content was complete: the peer cannot have taken the message. */
    record NotSent(SessionFailure failure) implements RecipientOutcome {}

    /**
     * The session failed between the final dot and its reply: the peer may have taken the message, or not. Sending
     * it again may deliver it twice; RFC 5321 section 4.5.3.2.6 prefers that to losing it.
     */
    record InDoubt(SessionFailure failure) implements RecipientOutcome {}
}
