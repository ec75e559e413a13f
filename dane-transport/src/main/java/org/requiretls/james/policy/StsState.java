package org.requiretls.james.policy;

/** What the MTA-STS policy of the domain says about one host (RFC 8461 sections 4.1 and 5). */
public enum StsState {
    /** No policy, or one whose mode is {@code none}. */
    NOT_APPLICABLE,
    /** There may be a policy, but it can't be read now and none is cached. */
    UNKNOWN,
    ENFORCE_MATCH,
    ENFORCE_NO_MATCH,
    TESTING_MATCH,
    TESTING_NO_MATCH;

    /** Whether a policy names the host, in whichever mode: RFC 8689 section 2 asks for the name match alone. */
    public boolean namesHost() {
        return this == ENFORCE_MATCH || this == TESTING_MATCH;
    }
}
