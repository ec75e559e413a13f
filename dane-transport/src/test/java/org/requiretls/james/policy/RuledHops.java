package org.requiretls.james.policy;

import static org.requiretls.james.policy.RuledSituation.HOSTED;

import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.policy.DaneState.InsecureMxDane;

/** Every hop, and which sessions with it get a message delivered: a set that fits into the bits of an int. */
final class RuledHops {

    /** What can be known about a host before contact. */
    static final List<HopEvidence> HOPS = hops();

    private RuledHops() {}

    /** Bit n stands for session n of {@link Situation#SESSIONS}. */
    static int delivering(HopDecision decision) {
        if (!(decision instanceof HopDecision.Contact contact)) {
            return 0;
        }
        int sessions = 0;
        for (int i = 0; i < Situation.SESSIONS.size(); i++) {
            if (!(contact.requirement().judge(Situation.SESSIONS.get(i)) instanceof Verdict.Skip)) {
                sessions |= 1 << i;
            }
        }
        return sessions;
    }

    static boolean isWithin(int part, int whole) {
        return (part & ~whole) == 0;
    }

    /** The question that most invariants ask: what holds for a message with this tag at this hop under this rule? */
    static int forEach(Check check) {
        int checked = 0;
        for (LocalRule rule : RuledSituation.RULES) {
            for (MessageTag tag : MessageTag.values()) {
                for (HopEvidence hop : HOPS) {
                    check.accept(tag, hop, rule);
                    checked++;
                }
            }
        }
        return checked;
    }

    private static List<HopEvidence> hops() {
        List<HopEvidence> hops = new ArrayList<>();
        for (MxStatus mx : HOSTED) {
            for (TlsaStatus tlsa : TlsaStatus.values()) {
                for (StsState sts : StsState.values()) {
                    hops.add(new HopEvidence(mx, DaneState.of(mx, tlsa, InsecureMxDane.ON), sts));
                }
            }
        }
        return hops.stream().distinct().toList();
    }

    @FunctionalInterface
    interface Check {
        void accept(MessageTag tag, HopEvidence hop, LocalRule rule);
    }
}
