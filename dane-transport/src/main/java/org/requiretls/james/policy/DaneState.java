package org.requiretls.james.policy;

/** What DANE demands of one host (RFC 7672 section 2.2). */
public enum DaneState {
    /** The peer must match a TLSA record. */
    AUTHENTICATE,
    /** The peer must speak TLS; there is nothing to authenticate it with. */
    ENCRYPT,
    /** DANE says nothing. */
    NOT_APPLICABLE,
    /** The lookup failed: the host must not be used, or an attacker could switch DANE off. */
    ERROR;

    /**
     * The reduction of rules T1 to T11.
     *
     * @param insecureMx whether DANE is done for hosts that an unsigned MX RRset named (RFC 7672 section 2.2.1, MAY)
     */
    public static DaneState of(MxStatus mx, TlsaStatus tlsa, InsecureMxDane insecureMx) {
        if (mx == MxStatus.LITERAL) {
            return NOT_APPLICABLE;
        }
        if (mx == MxStatus.INSECURE && insecureMx == InsecureMxDane.OFF) {
            return NOT_APPLICABLE;
        }
        return switch (tlsa) {
            case USABLE -> AUTHENTICATE;
            case ALL_UNUSABLE -> ENCRYPT;
            case NONE -> NOT_APPLICABLE;
            case BOGUS, LOOKUP_FAILED -> ERROR;
        };
    }

    /** Whether TLSA records count for hosts that an unsigned MX RRset named. */
    public enum InsecureMxDane {
        ON,
        OFF
    }
}
