package org.requiretls.james.policy;

import static org.requiretls.james.policy.DeliveryStatus.ENCRYPTION_NEEDED;
import static org.requiretls.james.policy.DeliveryStatus.ENCRYPTION_NEEDED_FOR_NOW;
import static org.requiretls.james.policy.DeliveryStatus.NO_ANSWER_FROM_HOST;
import static org.requiretls.james.policy.DeliveryStatus.REQUIRETLS_NOT_SUPPORTED;

import org.requiretls.james.policy.SessionEvidence.Persistence;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * For a REQUIRETLS message to a proven host: TLS, an authenticated server, the keyword, in this order (RFC 8689
 * section 4.2.1). What another attempt won't change is told to the sender at once.
 */
record RequireTlsRequirement(HopEvidence hop) implements HopRequirement {

    @Override
    public Identity identity() {
        if (hop.dane() != DaneState.AUTHENTICATE) {
            return Identity.PKIX;
        }
        // An unsigned MX lets DANE speak for the host only; an enforced policy binds beside it (RFC 8461 section 5).
        return hop.sts() == StsState.ENFORCE_MATCH && !hop.daneSpeaksForDomain()
                ? Identity.DANE_AND_PKIX
                : Identity.DANE;
    }

    @Override
    public ClearText clearText() {
        return ClearText.FORBIDDEN;
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        if (session instanceof SessionEvidence.Encrypted encrypted) {
            return judgeEncrypted(encrypted);
        }
        if (session instanceof SessionEvidence.NoConnection) {
            return new Skip(Rule.R4a, NO_ANSWER_FROM_HOST);
        }
        if (session instanceof SessionEvidence.EhloRefused refused) {
            return refused.persistence() == Persistence.TRANSIENT
                    ? new Skip(Rule.R4a, NO_ANSWER_FROM_HOST)
                    : new Skip(Rule.R5, ENCRYPTION_NEEDED);
        }
        if (session instanceof SessionEvidence.StartTlsRefused refused) {
            return refused.persistence() == Persistence.TRANSIENT
                    ? new Skip(Rule.R4b, ENCRYPTION_NEEDED_FOR_NOW)
                    : new Skip(Rule.R5, ENCRYPTION_NEEDED);
        }
        if (session instanceof SessionEvidence.HandshakeFailed failed) {
            return new Skip(
                    Rule.R5,
                    failed.persistence() == Persistence.TRANSIENT ? ENCRYPTION_NEEDED_FOR_NOW : ENCRYPTION_NEEDED);
        }
        return new Skip(Rule.R5, ENCRYPTION_NEEDED);
    }

    private Verdict judgeEncrypted(SessionEvidence.Encrypted session) {
        if (!identity().isSatisfiedBy(session.dane(), session.pkix())) {
            return new Skip(Rule.R6, ENCRYPTION_NEEDED);
        }
        if (!session.keyword()) {
            return new Skip(Rule.R7, REQUIRETLS_NOT_SUPPORTED);
        }
        return new Deliver(Rule.R8, channel(), Keyword.SENT);
    }

    private Channel channel() {
        return switch (identity()) {
            // This requirement is only made for hosts that are proven to be the domain's choice.
            case DANE -> Channel.AUTHENTICATED_BY_DANE;
            case PKIX, DANE_AND_PKIX, ANY -> Channel.AUTHENTICATED_BY_PKIX;
        };
    }
}
