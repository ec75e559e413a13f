package org.requiretls.james.policy;

/** What follows from the evidence for one host, and the rule that said so. */
public sealed interface Verdict {

    /** The rule that fired. */
    Rule rule();

    /**
     * Send the message on this session.
     *
     * @param keyword whether MAIL carries REQUIRETLS
     */
    record Deliver(Rule rule, Channel channel, Keyword keyword) implements Verdict {

        /**
         * Whether a message with this tag leaves as a whole. A notification quotes the REQUIRETLS message that it is
         * about; where the keyword can't be had it goes without the quoted content (RFC 8689 section 5).
         */
        public boolean sendsWholeContent(MessageTag tag) {
            return tag != MessageTag.DSN || keyword == Keyword.SENT;
        }
    }

    /** Connect to the same address again and send without TLS: the handshake failed and nobody asked for TLS. */
    record ReconnectInClear(Rule rule) implements Verdict {}

    /**
     * This host won't do; go on to the next.
     *
     * @param status what it comes to when no other host is left: permanent bounces, transient waits
     */
    record Skip(Rule rule, DeliveryStatus status) implements Verdict {}

    /** Whether REQUIRETLS goes on MAIL. */
    enum Keyword {
        SENT,
        NOT_SENT
    }
}
