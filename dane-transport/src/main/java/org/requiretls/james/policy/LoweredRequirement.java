package org.requiretls.james.policy;

import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * For a destination whose published policies the administrator has set aside: opportunistic TLS, or none at all. The
 * rule ids are its own, so that each such delivery can be found in the log.
 */
record LoweredRequirement(LocalRule.Level level) implements HopRequirement {

    @Override
    public Identity identity() {
        return Identity.ANY;
    }

    @Override
    public ClearText clearText() {
        return level == LocalRule.Level.CLEAR ? ClearText.ONLY : ClearText.ALLOWED;
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        if (session instanceof SessionEvidence.Encrypted) {
            return new Deliver(Rule.M1, Channel.ENCRYPTED, Keyword.NOT_SENT);
        }
        if (session instanceof SessionEvidence.StartTlsNotOffered
                || session instanceof SessionEvidence.StartTlsRefused) {
            return new Deliver(Rule.M2, Channel.CLEAR, Keyword.NOT_SENT);
        }
        if (session instanceof SessionEvidence.HandshakeFailed) {
            return new Verdict.ReconnectInClear(Rule.M2);
        }
        return new Skip(Rule.M3, DeliveryStatus.NO_ANSWER_FROM_HOST);
    }
}
