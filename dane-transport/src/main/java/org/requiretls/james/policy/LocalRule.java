package org.requiretls.james.policy;

/**
 * The administrator's rule for a destination. It adds to what the recipient domain published and to what the message
 * asks for: the strictest counts. Lowering is possible too, but only when it is said outright, and never for a
 * REQUIRETLS message.
 *
 * @param level the least protection for mail to the destination
 * @param certificate whether the rule itself says which certificate it wants, by names, roots or digests
 * @param published whether the recipient's published policies count
 * @param mx which proof of the MX host is wanted
 * @param authentication which kind of authentication is wanted
 * @param requireTls how far a REQUIRETLS message insists at this destination
 */
public record LocalRule(
        Level level,
        CertificateDemand certificate,
        Published published,
        MxDemand mx,
        AuthenticationDemand authentication,
        RequireTls requireTls) {

    /** What holds where the administrator says nothing: the published policies and the tag decide alone. */
    public static final LocalRule NONE = new LocalRule(
            Level.MAY,
            CertificateDemand.NOTHING,
            Published.HONOURED,
            MxDemand.ANY,
            AuthenticationDemand.ANY,
            RequireTls.ENFORCE);

    /** @throws IllegalArgumentException if the parts contradict each other; the text says how */
    public LocalRule {
        if (level == Level.CLEAR && published != Published.SET_ASIDE) {
            throw new IllegalArgumentException("the level none lowers what the recipient may have published");
        }
        if (level == Level.FINGERPRINT && certificate == CertificateDemand.NOTHING) {
            throw new IllegalArgumentException("the level fingerprint needs digests to compare with");
        }
        if (published == Published.WITHOUT_DANE
                && (level == Level.DANE_ONLY || authentication == AuthenticationDemand.DANE)) {
            throw new IllegalArgumentException("what sets DANE aside can't ask for it");
        }
        if (published == Published.SET_ASIDE && level != Level.MAY && level != Level.CLEAR) {
            throw new IllegalArgumentException("only the levels none and may set published policies aside");
        }
    }

    /** The least protection for mail to the destination. */
    public enum Level {
        /** No TLS at all, for hosts that break over it. */
        CLEAR,
        /** TLS where it can be had, authenticated where the recipient published how. */
        MAY,
        /** TLS, with whoever answers. */
        ENCRYPT,
        /** DANE, over a proven MX, or no delivery (RFC 7672 section 6). */
        DANE_ONLY,
        /** A certificate or key with one of the given digests. */
        FINGERPRINT,
        /** A certificate of a trusted root for the name of the host, or for one of the given names. */
        VERIFY,
        /** As VERIFY or by DANE, and the host proven to be the domain's choice, unless the names are given. */
        SECURE
    }

    /** Whether the rule itself says which certificate it wants. */
    public enum CertificateDemand {
        NOTHING,
        SPECIFIED
    }

    /** Whether the recipient's published policies, DANE and MTA-STS, count. */
    public enum Published {
        /** As the RFCs put them in order: where DANE speaks for the domain, MTA-STS is silent (RFC 8461 section 2). */
        HONOURED,
        /** Each for itself: an enforced MTA-STS policy binds beside DANE too (OD-23). */
        EACH,
        /** All but DANE, for a domain whose TLSA records are broken (RFC 7672 section 9.1). */
        WITHOUT_DANE,
        SET_ASIDE;

        /** Whether something that is published does not count. */
        public boolean lowers() {
            return this == WITHOUT_DANE || this == SET_ASIDE;
        }
    }

    /** Which proof that the domain chose the MX host is wanted. */
    public enum MxDemand {
        ANY,
        DNSSEC,
        STS
    }

    /** Which kind of authentication is wanted. */
    public enum AuthenticationDemand {
        ANY,
        DANE,
        PKIX,
        DANE_OR_PKIX
    }

    /** How far a REQUIRETLS message insists. */
    public enum RequireTls {
        /** As RFC 8689 says. */
        ENFORCE,
        /** With the keyword where everything is right; else as an untagged message, but never in clear. */
        OPPORTUNISTIC_WITH_STARTTLS,
        /** With the keyword where everything is right; else as an untagged message. */
        OPPORTUNISTIC
    }

    /** Whether it gives up anything that would hold without it. */
    public boolean lowers() {
        return published.lowers() || requireTls != RequireTls.ENFORCE;
    }

    /** Whether it asks for the protection of that level, ENCRYPT or SECURE, too. */
    public boolean isAtLeast(Level other) {
        return switch (other) {
            case CLEAR, MAY -> true;
            case ENCRYPT -> forbidsClearText(MessageTag.NONE);
            default -> authenticates();
        };
    }

    /** The same at another level, with whatever the recipient has published. */
    public LocalRule raisedTo(Level other) {
        Published honoured = published.lowers() ? Published.HONOURED : published;
        return new LocalRule(other, CertificateDemand.NOTHING, honoured, mx, authentication, requireTls);
    }

    /** Whether a message with this tag insists on RFC 8689 at this destination. */
    public boolean enforces(MessageTag tag) {
        return tag == MessageTag.REQUIRETLS && requireTls == RequireTls.ENFORCE;
    }

    /** A sender who insists is told at once; anybody else's mail waits for the rule to be met. */
    DeliveryStatus statusOfFailure(MessageTag tag) {
        return enforces(tag) ? DeliveryStatus.ENCRYPTION_NEEDED : DeliveryStatus.NOT_AUTHENTICATED;
    }

    /** As {@link #statusOfFailure}; but who asks for a proof that can't be read now has not been refused it. */
    DeliveryStatus statusOfUnprovenMx(MessageTag tag, HopEvidence hop) {
        boolean mayBeProvenLater = mx == MxDemand.STS && hop.sts() == StsState.UNKNOWN;
        return enforces(tag) && mayBeProvenLater ? DeliveryStatus.ENCRYPTION_NEEDED_FOR_NOW : statusOfFailure(tag);
    }

    boolean forbidsClearText(MessageTag tag) {
        return switch (level) {
            case ENCRYPT, DANE_ONLY, FINGERPRINT, VERIFY, SECURE -> true;
            case CLEAR, MAY ->
                authentication != AuthenticationDemand.ANY
                        || tag == MessageTag.REQUIRETLS && requireTls == RequireTls.OPPORTUNISTIC_WITH_STARTTLS;
        };
    }

    /** Whether the step from the domain to the host is proven as the rule wants. */
    boolean acceptsMx(HopEvidence hop) {
        return switch (mx) {
            case ANY -> true;
            case DNSSEC -> hop.mx().isSignedOrGiven();
            case STS -> hop.sts().namesHost();
        };
    }

    /** Whether the host may be contacted, where the rule has an enforced policy bind beside DANE. */
    boolean acceptsHost(MessageTag tag, HopEvidence hop) {
        return !(bindsBesideDane(tag) && hop.sts() == StsState.ENFORCE_NO_MATCH);
    }

    /** Whether the host has shown who it is as the rule wants. */
    boolean acceptsPeer(MessageTag tag, HopEvidence hop, SessionEvidence.Encrypted peer) {
        boolean policyIsMet = !(bindsBesideDane(tag) && hop.sts() == StsState.ENFORCE_MATCH) || peer.pkix();
        return policyIsMet && meetsLevel(hop, peer) && meetsAuthentication(peer);
    }

    /** The rule is about what is published, which these two set aside (RFC 8689 section 3, RFC 8460 section 3). */
    private boolean bindsBesideDane(MessageTag tag) {
        return published == Published.EACH && tag != MessageTag.NO && tag != MessageTag.REPORT;
    }

    private boolean meetsLevel(HopEvidence hop, SessionEvidence.Encrypted peer) {
        boolean specified = certificate == CertificateDemand.SPECIFIED;
        return switch (level) {
            case CLEAR, MAY, ENCRYPT -> true;
            case DANE_ONLY -> peer.dane() && hop.mx().provesHost();
            case FINGERPRINT -> peer.rule();
            case VERIFY -> specified ? peer.rule() : peer.pkix();
            case SECURE -> specified ? peer.rule() : hop.provesHost() && (peer.dane() || peer.pkix());
        };
    }

    private boolean meetsAuthentication(SessionEvidence.Encrypted peer) {
        return switch (authentication) {
            case ANY -> true;
            case DANE -> peer.dane();
            case PKIX -> peer.pkix();
            case DANE_OR_PKIX -> peer.dane() || peer.pkix();
        };
    }

    /** Whether being accepted by the rule is an authentication, and not just encryption. */
    boolean authenticates() {
        return switch (level) {
            case DANE_ONLY, FINGERPRINT, VERIFY, SECURE -> true;
            case CLEAR, MAY, ENCRYPT -> authentication != AuthenticationDemand.ANY;
        };
    }
}
