package org.requiretls.james.policy;

import static org.requiretls.james.policy.DeliveryStatus.DNS_FAILURE;
import static org.requiretls.james.policy.DeliveryStatus.ENCRYPTION_NEEDED;
import static org.requiretls.james.policy.DeliveryStatus.ENCRYPTION_NEEDED_FOR_NOW;
import static org.requiretls.james.policy.DeliveryStatus.NOT_AUTHENTICATED;

import java.util.Optional;
import org.requiretls.james.policy.HopDecision.Contact;
import org.requiretls.james.policy.HopDecision.Refuse;
import org.requiretls.james.policy.Verdict.Skip;

/** The decision about one host, before it is contacted. */
public final class HopPolicy {

    private HopPolicy() {}

    /**
     * Whether the host may be contacted for a message with this tag, and what its session will have to show, where
     * the administrator has a rule for the destination.
     */
    public static HopDecision decide(MessageTag tag, HopEvidence hop, LocalRule rule) {
        if (!rule.acceptsMx(hop)) {
            return new Refuse(new Skip(Rule.L5, rule.statusOfFailure(tag)));
        }
        HopDecision published = decideWithLowering(tag, hop, rule);
        return published instanceof Contact contact
                ? new Contact(new LocalRequirement(contact.requirement(), rule, hop, tag))
                : published;
    }

    /** A lowering never touches the promise of REQUIRETLS, but for the one that the administrator names as such. */
    private static HopDecision decideWithLowering(MessageTag tag, HopEvidence hop, LocalRule rule) {
        if (!rule.enforces(tag) && rule.published() == LocalRule.Published.SET_ASIDE) {
            return new Contact(new LoweredRequirement(rule.level()));
        }
        return decide(tag == MessageTag.REQUIRETLS && !rule.enforces(tag) ? MessageTag.DSN : tag, hop);
    }

    /** Whether the host may be contacted for a message with this tag, and what its session will have to show. */
    public static HopDecision decide(MessageTag tag, HopEvidence hop) {
        if (tag.setsPoliciesAside()) {
            return new Contact(new PoliciesAsideRequirement());
        }
        Optional<Skip> refusal = switch (tag) {
            case REQUIRETLS -> refusalForRequireTls(hop);
            case NONE, DSN, NO, REPORT -> refusalForUntagged(hop);
        };
        return refusal.<HopDecision>map(Refuse::new).orElseGet(() -> new Contact(requirement(tag, hop)));
    }

    private static HopRequirement requirement(MessageTag tag, HopEvidence hop) {
        return switch (tag) {
            case NONE -> new UntaggedRequirement(hop);
            case REQUIRETLS -> new RequireTlsRequirement(hop);
            case NO, REPORT -> new PoliciesAsideRequirement();
            case DSN ->
                new NotificationRequirement(
                        Optional.of(new RequireTlsRequirement(hop))
                                .filter(any -> refusalForRequireTls(hop).isEmpty()),
                        new UntaggedRequirement(hop));
        };
    }

    private static Optional<Skip> refusalForUntagged(HopEvidence hop) {
        if (hop.dane() == DaneState.ERROR) {
            return Optional.of(new Skip(Rule.N1, DNS_FAILURE));
        }
        if (isOutsidePolicy(hop)) {
            return Optional.of(new Skip(Rule.N3, NOT_AUTHENTICATED));
        }
        return Optional.empty();
    }

    /** The order matters: what can never become better is said first, so that nobody waits for it. */
    private static Optional<Skip> refusalForRequireTls(HopEvidence hop) {
        if (hop.mx() == MxStatus.LITERAL) {
            return Optional.of(new Skip(Rule.D4, ENCRYPTION_NEEDED));
        }
        if (!hop.provesHost()) {
            return Optional.of(
                    hop.sts() == StsState.UNKNOWN
                            ? new Skip(Rule.R2t, ENCRYPTION_NEEDED_FOR_NOW)
                            : new Skip(Rule.R2, ENCRYPTION_NEEDED));
        }
        if (hop.dane() == DaneState.ERROR) {
            return Optional.of(new Skip(Rule.R1, DNS_FAILURE));
        }
        if (isOutsidePolicy(hop)) {
            return Optional.of(new Skip(Rule.R3, NOT_AUTHENTICATED));
        }
        return Optional.empty();
    }

    /** An enforced policy forbids the host (RFC 8461 section 5), unless DANE already speaks for the domain. */
    private static boolean isOutsidePolicy(HopEvidence hop) {
        return hop.sts() == StsState.ENFORCE_NO_MATCH && !hop.daneSpeaksForDomain();
    }
}
