package org.requiretls.james.policy;

/**
 * What became of the attempt to get a session with a host, up to the point where MAIL could be sent.
 *
 * <p>What a peer did is kept apart from what it means: the same handshake failure is nothing to an untagged message
 * and the end for a REQUIRETLS one.
 */
public sealed interface SessionEvidence {

    /** No address of the host took a connection and greeted with 220, or the connection was lost before EHLO. */
    record NoConnection() implements SessionEvidence {}

    /** EHLO (and HELO, where that was allowed) was refused, or the answer was no SMTP. */
    record EhloRefused(Persistence persistence) implements SessionEvidence {}

    /** EHLO did not offer STARTTLS, or the host only knows HELO. */
    record StartTlsNotOffered() implements SessionEvidence {}

    /** STARTTLS was offered and then refused. */
    record StartTlsRefused(Persistence persistence) implements SessionEvidence {}

    /**
     * The TLS handshake did not complete, for a reason other than the peer's identity.
     *
     * @param persistence TRANSIENT where it was merely cut (reset, closed, timed out) and had not been cut often before
     */
    record HandshakeFailed(Persistence persistence) implements SessionEvidence {}

    /**
     * TLS came up, or would have if the identity had satisfied the requirement.
     *
     * @param dane whether a TLSA record matched; false also where none was there to match
     * @param pkix whether the certificate chains to a trusted root and names the host
     * @param keyword whether EHLO inside TLS offered REQUIRETLS; false where it did not come to that
     * @param rule whether the certificate is one that the administrator's rule specifies; false also where it
     *     specifies none
     */
    record Encrypted(boolean dane, boolean pkix, boolean keyword, boolean rule) implements SessionEvidence {

        /** For a destination without a rule about certificates. */
        public Encrypted(boolean dane, boolean pkix, boolean keyword) {
            this(dane, pkix, keyword, false);
        }
    }

    /** Whether trying again can be expected to help. */
    enum Persistence {
        /** A 4yz reply, a connection that was cut. */
        TRANSIENT,
        /** A 5yz reply, an alert, something that the peer meant. */
        DEFINITIVE
    }
}
