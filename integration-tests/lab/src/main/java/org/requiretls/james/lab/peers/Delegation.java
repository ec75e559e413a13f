package org.requiretls.james.lab.peers;

/** What the parent says about the keys of a zone. */
public enum Delegation {
    /** The DS record of its key, by SHA-256. */
    SECURE,
    /** The DS record of its key, by SHA-384 (RFC 6605 section 2). */
    SECURE_SHA384,
    /** That it has none: the zone counts as unsigned, whether it is signed or not. */
    INSECURE,
    /** The DS record of a key that the zone does not have. */
    STRANGE_KEY
}
