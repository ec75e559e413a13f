package org.requiretls.james.smtpclient;

/** What to do with a server that answers EHLO in clear with 5yz. */
public enum HeloFallback {
    /** Try HELO, as RFC 5321 section 3.2 says. The session then has no extension, STARTTLS neither. */
    ALLOWED,
    /** Give up: a message that needs TLS or an extension has no business there. */
    FORBIDDEN
}
