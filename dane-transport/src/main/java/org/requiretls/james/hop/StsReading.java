package org.requiretls.james.hop;

import java.util.stream.Collectors;
import org.requiretls.james.mtasts.MxPattern;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsPolicy;
import org.requiretls.james.policy.StsState;

/**
 * Reads what is known of the domain's MTA-STS policy as evidence about one host (rules U9 to U11).
 *
 * @param finding with the policy as it was applied, and with what went wrong in discovering it: what a report on TLS
 *     needs (RFC 8460 section 4.3)
 */
public record StsReading(StsState state, StsFinding finding) {

    private static final int MOST_PATTERNS_TO_SAY = 5;

    /** @param mxHost the name in the MX record, not what it is an alias for (RFC 8461 section 4.1) */
    static StsReading of(StsFinding finding, String mxHost) {
        if (finding instanceof StsFinding.InForce inForce) {
            return new StsReading(state(inForce.policy().policy(), mxHost), finding);
        }
        return new StsReading(
                finding instanceof StsFinding.Unknown ? StsState.UNKNOWN : StsState.NOT_APPLICABLE, finding);
    }

    private static StsState state(StsPolicy policy, String mxHost) {
        return switch (policy.mode()) {
            case ENFORCE -> policy.names(mxHost) ? StsState.ENFORCE_MATCH : StsState.ENFORCE_NO_MATCH;
            case TESTING -> policy.names(mxHost) ? StsState.TESTING_MATCH : StsState.TESTING_NO_MATCH;
            case NONE -> StsState.NOT_APPLICABLE;
        };
    }

    /** Whether a failure at this host may be the policy's doing. */
    boolean isEnforced() {
        return state == StsState.ENFORCE_MATCH || state == StsState.ENFORCE_NO_MATCH;
    }

    /** Whether it is the same policy; when it was fetched does not matter. */
    boolean hasSamePolicyAs(StsFinding other) {
        return finding instanceof StsFinding.InForce mine
                && other instanceof StsFinding.InForce theirs
                && mine.policy().policy().equals(theirs.policy().policy());
    }

    /** The policy, or why there is none, in a few words. */
    public String detail() {
        if (finding instanceof StsFinding.InForce inForce) {
            return "MTA-STS policy " + inForce.policy().id() + ", mode "
                    + inForce.policy().policy().mode().text()
                    + hosts(inForce.policy().policy());
        }
        if (finding instanceof StsFinding.Unknown unknown) {
            return "MTA-STS policy can't be read: " + unknown.reason().detail();
        }
        return "no MTA-STS policy: " + ((StsFinding.NoPolicy) finding).detail();
    }

    private static String hosts(StsPolicy policy) {
        if (policy.mx().isEmpty()) {
            return "";
        }
        return policy.mx().stream()
                .limit(MOST_PATTERNS_TO_SAY)
                .map(MxPattern::text)
                .collect(Collectors.joining(
                        ", ", ", names ", policy.mx().size() > MOST_PATTERNS_TO_SAY ? " and others" : ""));
    }
}
