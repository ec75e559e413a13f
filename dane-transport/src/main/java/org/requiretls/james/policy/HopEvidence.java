package org.requiretls.james.policy;

/**
 * What is known about one host before it is contacted.
 *
 * @param mx how the host was found; one with hosts
 * @param dane what DANE demands
 * @param sts what the domain's MTA-STS policy says about the host
 */
public record HopEvidence(MxStatus mx, DaneState dane, StsState sts) {
    public HopEvidence {
        if (!mx.hasHosts()) {
            throw new IllegalArgumentException("No host can have been found where the MX lookup gave " + mx);
        }
    }

    /**
     * Whether DANE settles the matter alone: it authenticates the host, and the step from the domain to the host is
     * proven too (RFC 7672 section 2.2.1). Then MTA-STS may not stand in the way (RFC 8461 section 2).
     */
    boolean daneSpeaksForDomain() {
        return dane == DaneState.AUTHENTICATE && mx.provesHost();
    }

    /** What is left where an administrator sets DANE aside. */
    HopEvidence withoutDane() {
        return new HopEvidence(mx, DaneState.NOT_APPLICABLE, sts);
    }

    /** Whether the host is proven to be the domain's choice, as RFC 8689 section 4.2.1 step 2 wants. */
    boolean provesHost() {
        return mx.provesHost() || sts.namesHost();
    }
}
