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
     * the administrator has a rule for the destination. Message and recipient speak before the rule: a lookup that
     * failed has to be told as such, not as the proof that it could not give.
     */
    public static HopDecision decide(MessageTag tag, HopEvidence hop, LocalRule rule) {
        HopDecision lowered = decideWithLowering(tag, hop, rule);
        if (!(lowered instanceof Contact contact)) {
            return lowered;
        }
        if (!rule.acceptsMx(hop)) {
            return new Refuse(new Skip(Rule.L5, rule.statusOfUnprovenMx(tag, hop)));
        }
        // Transient for every tag, as where the policy binds without a rule (R3): a newer one may name the host.
        return rule.acceptsHost(tag, hop)
                ? new Contact(new LocalRequirement(contact.requirement(), rule, hop, tag))
                : new Refuse(new Skip(Rule.L6, NOT_AUTHENTICATED));
    }

    /** A lowering never touches the promise of REQUIRETLS, but for the one that the administrator names as such. */
    private static HopDecision decideWithLowering(MessageTag tag, HopEvidence hop, LocalRule rule) {
        if (rule.enforces(tag)) {
            return decide(tag, hop);
        }
        return switch (tag) {
            case REQUIRETLS, DSN -> preferringKeyword(hop, untagged(hop, rule));
            case NO, REPORT ->
                rule.published() == LocalRule.Published.SET_ASIDE ? untagged(hop, rule) : decide(tag, hop);
            case NONE -> untagged(hop, rule);
        };
    }

    private static HopDecision untagged(HopEvidence hop, LocalRule rule) {
        return switch (rule.published()) {
            case HONOURED, EACH -> untagged(hop);
            case WITHOUT_DANE -> withoutDane(hop);
            case SET_ASIDE -> new Contact(new LoweredRequirement(rule.level()));
        };
    }

    private static HopDecision withoutDane(HopEvidence hop) {
        HopDecision honoured = untagged(hop);
        if (hop.dane() == DaneState.NOT_APPLICABLE || !(untagged(hop.withoutDane()) instanceof Contact aside)) {
            return honoured;
        }
        Optional<HopRequirement> requirement =
                honoured instanceof Contact contact ? Optional.of(contact.requirement()) : Optional.empty();
        return new Contact(new DaneAsideRequirement(requirement, aside.requirement()));
    }

    /** Whether the host may be contacted for a message with this tag, and what its session will have to show. */
    public static HopDecision decide(MessageTag tag, HopEvidence hop) {
        return switch (tag) {
            case NONE -> untagged(hop);
            case REQUIRETLS ->
                refusalForRequireTls(hop)
                        .<HopDecision>map(Refuse::new)
                        .orElseGet(() -> new Contact(new RequireTlsRequirement(hop)));
            case NO, REPORT -> new Contact(new PoliciesAsideRequirement());
            case DSN -> preferringKeyword(hop, untagged(hop));
        };
    }

    private static HopDecision untagged(HopEvidence hop) {
        return refusalForUntagged(hop)
                .<HopDecision>map(Refuse::new)
                .orElseGet(() -> new Contact(new UntaggedRequirement(hop)));
    }

    /** With the tag where that can be had. A host that even an untagged message may not go to is no choice for it. */
    private static HopDecision preferringKeyword(HopEvidence hop, HopDecision untagged) {
        return untagged instanceof Contact contact
                ? new Contact(new NotificationRequirement(
                        Optional.of(new RequireTlsRequirement(hop))
                                .filter(any -> refusalForRequireTls(hop).isEmpty()),
                        contact.requirement()))
                : untagged;
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
