package org.requiretls.james.smtp;

/** Whether a listener takes mail outside TLS. */
enum ClearTextMail {
    /** The default: RFC 3207 section 4 forbids a public MX host to insist on TLS. */
    ACCEPTED,

    /** RFC 8689 section 8.4: a domain may insist all the same, and then {@code TLS-Required: No} changes nothing. */
    REFUSED
}
