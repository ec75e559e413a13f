package org.requiretls.james.policy;

/** What a message asks of its hops, as the sender's decision sees it. */
public enum MessageTag {
    /** Nothing: recipient and local policies alone decide. */
    NONE,
    /** {@code MAIL … REQUIRETLS}, with a reverse-path that can be told of a failure (RFC 8689 section 4.2.1). */
    REQUIRETLS,
    /** {@code TLS-Required: No} (RFC 8689 section 4.2.2). */
    NO,
    /**
     * A notification about a REQUIRETLS message: tagged, but with an empty reverse-path. It should not be lost for
     * want of the extension (RFC 8689 section 5).
     */
    DSN,
    /** A TLS report sent by mail: it must get through where TLS is broken (RFC 8460 section 3). */
    REPORT;

    /** Whether the recipient's published TLS policies are set aside for this message (RFC 8689 sections 3, 8.4). */
    boolean setsPoliciesAside() {
        return this == NO || this == REPORT;
    }

    /** Whether a failure can be told to anybody (RFC 5321 section 6.1: no notification about a notification). */
    boolean canBeBounced() {
        return this != DSN;
    }
}
