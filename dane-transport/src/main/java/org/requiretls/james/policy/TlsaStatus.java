package org.requiretls.james.policy;

/** What the TLSA lookup for one host gave. */
public enum TlsaStatus {
    /** DNSSEC secure, at least one usable record. */
    USABLE,
    /** DNSSEC secure, but no record that a client could use. */
    ALL_UNUSABLE,
    /** No secure records: proven absent, in an unsigned zone, or not asked because the addresses are insecure. */
    NONE,
    /** The answer did not pass DNSSEC validation: nobody knows, and somebody may not want it known. */
    BOGUS,
    /** SERVFAIL, time-out and the like: nobody knows. */
    LOOKUP_FAILED
}
