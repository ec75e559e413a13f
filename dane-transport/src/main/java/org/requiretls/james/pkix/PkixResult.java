package org.requiretls.james.pkix;

/** Whether an authority of the trust store vouches for a server, and why or why not. */
public sealed interface PkixResult {

    /**
     * The chain is trusted and bears the name.
     *
     * @param name the reference identifier that the certificate bears
     * @param anchor subject of the certificate in the trust store, for a log line
     */
    record Trusted(String name, String anchor) implements PkixResult {}

    /**
     * The chain is not trusted.
     *
     * @param reason what stood in the way; of several possible paths the one that came furthest
     * @param detail the certificate concerned and what is wrong with it, for a log line
     */
    record NotTrusted(Reason reason, String detail) implements PkixResult {}

    /** Why a chain is not trusted, from the least to the furthest progress. */
    enum Reason {
        /** The peer showed no certificate. */
        NO_CERTIFICATE,
        /** No path of sound signatures and constraints leads up to a certificate in the trust store. */
        CHAIN_NOT_TRUSTED,
        /** There is one, but a certificate of it is only valid later. */
        NOT_YET_VALID,
        /** There is one, but a certificate of it is no longer valid. */
        EXPIRED,
        /** There is one, and it is in date, but the leaf bears none of the reference identifiers. */
        NAME_MISMATCH
    }
}
