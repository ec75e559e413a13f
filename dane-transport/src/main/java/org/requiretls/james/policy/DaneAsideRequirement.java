package org.requiretls.james.policy;

import java.util.Optional;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.ReconnectInClear;

/**
 * For a host whose TLSA records the administrator has set aside, because they are broken (RFC 7672 section 9.1). A
 * host that passes DANE all the same is taken at that; for any other the rest of what is published binds, and the rule
 * id is its own, so that each such delivery can be found in the log.
 *
 * @param honoured what binds with DANE; empty where the host may not even be contacted then
 * @param aside what binds without
 */
record DaneAsideRequirement(Optional<HopRequirement> honoured, HopRequirement aside) implements HopRequirement {

    @Override
    public Identity identity() {
        return aside.identity();
    }

    @Override
    public boolean admits(SessionEvidence.Encrypted peer) {
        return aside.admits(peer)
                || honoured.filter(requirement -> requirement.admits(peer)).isPresent();
    }

    @Override
    public ClearText clearText() {
        return aside.clearText();
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        return honoured.map(requirement -> requirement.judge(session))
                .filter(Deliver.class::isInstance)
                .orElseGet(() -> named(aside.judge(session)));
    }

    private static Verdict named(Verdict verdict) {
        if (verdict instanceof Deliver deliver) {
            return new Deliver(Rule.M4, deliver.channel(), deliver.keyword());
        }
        return verdict instanceof ReconnectInClear ? new ReconnectInClear(Rule.M4) : verdict;
    }
}
