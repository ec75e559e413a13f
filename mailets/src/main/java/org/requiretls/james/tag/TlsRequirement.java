package org.requiretls.james.tag;

/** What a message asks of the hops that it still has to cross (RFC 8689). */
public enum TlsRequirement {
    /** Neither the MAIL parameter nor a valid header field: recipient and local policies alone decide. */
    NONE,

    /** {@code MAIL … REQUIRETLS} (RFC 8689 section 2): authenticated TLS and the keyword, on every hop. */
    REQUIRED,

    /** {@code TLS-Required: No} (RFC 8689 section 3): deliver, even where the recipient's TLS policy would not. */
    OPTIONAL
}
