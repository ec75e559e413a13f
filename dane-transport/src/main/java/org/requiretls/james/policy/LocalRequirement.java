package org.requiretls.james.policy;

import org.requiretls.james.policy.SessionEvidence.Encrypted;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * Adds the administrator's rule to what message and recipient ask: both have to be content. The rule speaks after
 * them, so that a failure is told by the one who has most to say about it; only the keyword comes after the rule, since
 * a peer that the rule does not admit is never asked for it.
 */
record LocalRequirement(HopRequirement published, LocalRule rule, HopEvidence hop, MessageTag tag)
        implements HopRequirement {

    @Override
    public Identity identity() {
        return published.identity();
    }

    @Override
    public boolean admits(Encrypted peer) {
        return published.admits(peer) && rule.acceptsPeer(tag, hop, peer);
    }

    @Override
    public ClearText clearText() {
        return rule.forbidsClearText(tag) ? ClearText.FORBIDDEN : published.clearText();
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        if (session instanceof Encrypted peer && published.admits(peer) && !rule.acceptsPeer(tag, hop, peer)) {
            return new Skip(Rule.L3, rule.statusOfFailure(tag));
        }
        Verdict verdict = published.judge(session);
        if (verdict instanceof Deliver deliver) {
            return session instanceof Encrypted peer ? accept(deliver, peer) : judgeClear(deliver, session);
        }
        if (verdict instanceof Verdict.ReconnectInClear && rule.forbidsClearText(tag)) {
            return new Skip(Rule.L2, DeliveryStatus.NOT_AUTHENTICATED);
        }
        return verdict;
    }

    private Verdict accept(Deliver deliver, Encrypted peer) {
        boolean betterThanPublished = rule.authenticates() && deliver.channel() == Channel.ENCRYPTED;
        return betterThanPublished ? new Deliver(Rule.L4, channel(peer), deliver.keyword()) : deliver;
    }

    private Channel channel(Encrypted peer) {
        if (peer.dane()) {
            return UntaggedRequirement.daneChannel(hop);
        }
        if (peer.rule()) {
            return Channel.AUTHENTICATED_BY_RULE;
        }
        return hop.provesHost() ? Channel.AUTHENTICATED_BY_PKIX : Channel.AUTHENTICATED_HOST_ONLY;
    }

    private Verdict judgeClear(Deliver deliver, SessionEvidence session) {
        if (!rule.forbidsClearText(tag)) {
            return deliver;
        }
        return session instanceof SessionEvidence.HandshakeFailed
                ? new Skip(Rule.L2, DeliveryStatus.NOT_AUTHENTICATED)
                : new Skip(Rule.L1, DeliveryStatus.TLS_NOT_OFFERED);
    }
}
