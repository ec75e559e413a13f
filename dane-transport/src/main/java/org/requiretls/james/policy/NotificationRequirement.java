package org.requiretls.james.policy;

import java.util.Optional;
import org.requiretls.james.policy.Verdict.Deliver;

/**
 * For a notification about a REQUIRETLS message, and for such a message where an administrator no longer insists. It is sent with the tag where that can be had and goes as an
 * ordinary message where it can't, since losing it would leave the sender without any word (RFC 8689 section 5).
 *
 * @param tagged what the host would have to show for the tag; empty where it can't be had for want of a proof
 * @param untagged what it has to show at the least
 */
record NotificationRequirement(Optional<RequireTlsRequirement> tagged, HopRequirement untagged)
        implements HopRequirement {

    @Override
    public Identity identity() {
        return untagged.identity();
    }

    /** Whatever is good enough for the tag is so without it. */
    @Override
    public boolean admits(SessionEvidence.Encrypted peer) {
        return untagged.admits(peer);
    }

    /** The keyword can only be had inside TLS, so that is tried even where an untagged message would do without. */
    @Override
    public ClearText clearText() {
        return tagged.isPresent() && untagged.clearText() == ClearText.ONLY ? ClearText.ALLOWED : untagged.clearText();
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        Optional<Deliver> withTag = tagged.map(requirement -> requirement.judge(session))
                .filter(Deliver.class::isInstance)
                .map(Deliver.class::cast);
        if (withTag.isPresent()) {
            return new Deliver(Rule.B1, withTag.get().channel(), withTag.get().keyword());
        }
        return untagged.judge(session);
    }
}
