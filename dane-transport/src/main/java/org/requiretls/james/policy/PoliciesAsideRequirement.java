package org.requiretls.james.policy;

import static org.requiretls.james.policy.DeliveryStatus.NO_ANSWER_FROM_HOST;

import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * For a message with {@code TLS-Required: No}, and for TLS reports: TLS where it can be had, with whoever answers,
 * and clear text rather than no delivery (RFC 8689 section 4.2.2, RFC 8460 section 3).
 */
record PoliciesAsideRequirement() implements HopRequirement {

    @Override
    public Identity identity() {
        return Identity.ANY;
    }

    @Override
    public ClearText clearText() {
        return ClearText.ALLOWED;
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        if (session instanceof SessionEvidence.Encrypted) {
            return new Deliver(Rule.Xb, Channel.ENCRYPTED, Keyword.NOT_SENT);
        }
        if (session instanceof SessionEvidence.StartTlsNotOffered
                || session instanceof SessionEvidence.StartTlsRefused) {
            return new Deliver(Rule.Xc, Channel.CLEAR, Keyword.NOT_SENT);
        }
        if (session instanceof SessionEvidence.HandshakeFailed) {
            return new Verdict.ReconnectInClear(Rule.Xd);
        }
        return new Skip(Rule.Xa, NO_ANSWER_FROM_HOST);
    }
}
