package org.requiretls.james.smtp;

/** Whether this server can keep the promise that the EHLO keyword makes (RFC 8689 section 2). */
sealed interface Promise {

    /** Every onward hop of a tagged message will be asked for TLS and for the same promise. */
    record Kept() implements Promise {}

    /**
     * Some onward hop would not be asked, or the administrator switched the keyword off.
     *
     * @param reason names the cause and what to do about it, for the log
     */
    record NotKept(String reason) implements Promise {}
}
