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
    record Deliver(Rule rule, Channel channel, Keyword keyword) implements Verdict {}

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
