package org.requiretls.james.policy;

/** How the hosts of the recipient domain were found, or why none was. */
public enum MxStatus {
    /** MX RRset, DNSSEC secure. */
    SECURE(Path.PROVEN),
    /** MX RRset that anybody on the path could have written. */
    INSECURE(Path.UNPROVEN),
    /** DNSSEC validation failed or could not be completed. */
    BOGUS(Path.NONE),
    /** SERVFAIL, time-out, malformed answer. */
    LOOKUP_FAILED(Path.NONE),
    /** The domain does not exist. */
    NXDOMAIN(Path.NONE),
    /** {@code MX 0 .} (RFC 7505). */
    NULL_MX(Path.NONE),
    /** Every MX host is this server itself, or behind it in preference. */
    LOOPS_BACK(Path.NONE),
    /** Proven to have no MX records, the domain is the host. */
    NO_MX_SECURE(Path.PROVEN),
    /** No MX records in an unsigned zone, the domain is the host. */
    NO_MX_INSECURE(Path.PROVEN),
    /** An address literal. */
    LITERAL(Path.UNNAMED),
    /** A host named by the administrator. */
    RELAY(Path.PROVEN);

    private enum Path {
        NONE,
        UNNAMED,
        PROVEN,
        UNPROVEN
    }

    private final Path path;

    MxStatus(Path path) {
        this.path = path;
    }

    /** Whether there are hosts to talk to. */
    public boolean hasHosts() {
        return path != Path.NONE;
    }

    /**
     * Whether the step from the domain to the host name needs no further proof: it was signed, or there was no MX
     * lookup to forge (RFC 8689 section 4.2.1 step 2 speaks of hosts found by an MX lookup; RFC 7672 section 2.2).
     */
    boolean provesHost() {
        return path == Path.PROVEN;
    }

    /**
     * Whether an administrator who asks for DNSSEC gets it: more than {@link #provesHost}, since anybody on the path
     * can say of an unsigned domain that it has no MX records. A relay that he named himself needs no proof.
     */
    boolean isSignedOrGiven() {
        return this == SECURE || this == NO_MX_SECURE || this == RELAY;
    }
}
