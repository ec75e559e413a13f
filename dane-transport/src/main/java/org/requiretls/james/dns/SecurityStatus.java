package org.requiretls.james.dns;

/** What DNSSEC says about an answer (RFC 4033 section 5). */
public enum SecurityStatus {
    /** Signed, with an unbroken chain from a trust anchor. */
    SECURE,
    /** Proven to come from a zone that is not signed. */
    INSECURE,
    /** Should be signed, but the proof fails. */
    BOGUS,
    /** No answer, or no way to tell; handled as bogus is (RFC 7672 section 2.1.1). */
    INDETERMINATE
}
