package org.requiretls.james.policy;

/** What a session with one host has to show before the message may be sent on it. */
public sealed interface HopRequirement
        permits UntaggedRequirement,
                RequireTlsRequirement,
                NotificationRequirement,
                PoliciesAsideRequirement,
                LoweredRequirement,
                DaneAsideRequirement,
                LocalRequirement {

    /** The answer to what the session showed. */
    Verdict judge(SessionEvidence session);

    /**
     * The identity that published policies and the tag ask for; {@link Identity#ANY} where a session with whoever
     * answers is still of use.
     */
    Identity identity();

    /**
     * Whether the handshake may be completed with a peer that has shown this much; if not it has to be broken off, so
     * that nothing is said to an impostor. The keyword is not known yet and does not count.
     */
    default boolean admits(SessionEvidence.Encrypted peer) {
        return identity().isSatisfiedBy(peer.dane(), peer.pkix());
    }

    /** Whether a session without TLS can be of use. */
    ClearText clearText();

    /** What is asked where nobody asks for anything: any session at all. */
    static HopRequirement anySession() {
        return new PoliciesAsideRequirement();
    }

    /** What the certificate has to prove. */
    enum Identity {
        ANY,
        DANE,
        PKIX,
        DANE_AND_PKIX;

        /** Whether a certificate that passed these checks is enough. */
        public boolean isSatisfiedBy(boolean dane, boolean pkix) {
            return switch (this) {
                case ANY -> true;
                case DANE -> dane;
                case PKIX -> pkix;
                case DANE_AND_PKIX -> dane && pkix;
            };
        }
    }

    /** Whether the message may travel without TLS. */
    enum ClearText {
        ALLOWED,
        FORBIDDEN,
        /** TLS is not even tried. */
        ONLY
    }
}
