package org.requiretls.james.tlsrpt;

/** Whose policy applied to a session (RFC 8460 section 4.4). */
public enum PolicyType {
    /** DANE: TLSA records (RFC 7672). */
    TLSA("tlsa"),
    /** MTA-STS (RFC 8461). */
    STS("sts"),
    /** The domain published neither. */
    NO_POLICY_FOUND("no-policy-found");

    private final String keyword;

    PolicyType(String keyword) {
        this.keyword = keyword;
    }

    /** As a report spells it. */
    public String keyword() {
        return keyword;
    }
}
