package org.requiretls.james.dane;

/** Whether a certificate chain is the one that the TLSA records promise, and why or why not. */
public sealed interface DaneResult {

    /**
     * The chain matched.
     *
     * @param record the record that did it
     * @param depth where in the chain: 0 the server's own certificate, 1 its issuer, …
     */
    record Matched(TlsaRecord record, int depth) implements DaneResult {}

    /**
     * The chain did not match.
     *
     * @param reason what stood in the way; of several records the one that came furthest
     * @param detail the certificate and record concerned, for a log line
     */
    record NotMatched(Reason reason, String detail) implements DaneResult {}

    /** Why no record matched, from the least to the furthest progress. */
    enum Reason {
        /** The peer showed no certificate. */
        NO_CERTIFICATE,
        /** No certificate of the chain has the published bytes or digest. */
        NO_RECORD_MATCHES,
        /** A DANE-TA record matched an issuer, but the chain up to it does not verify. */
        CHAIN_NOT_TRUSTED,
        /** … it verifies, but a certificate in it is expired or not yet valid. */
        CHAIN_NOT_IN_DATE,
        /** … it verifies and is in date, but names none of the reference identifiers. */
        NAME_MISMATCH
    }
}
