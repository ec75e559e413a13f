package org.requiretls.james.selfcheck;

/** How bad a finding is, the worst first. */
public enum Weight {
    /** Mail waits, comes back or is left unprotected; or a MUST is broken. */
    ERROR,
    /** It works for now. */
    WARNING,
    /** It could be better. */
    NOTE
}
