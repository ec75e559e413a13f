package org.requiretls.james.tlsrpt;

import java.util.Map;

/**
 * What was counted for one policy.
 *
 * @param successes sessions that satisfied it, 0 or more
 * @param failures sessions that did not; as many as the details add up to
 * @param details how often what went wrong, 1 or more each
 */
public record PolicyCount(AppliedPolicy policy, long successes, long failures, Map<FailureDetail, Long> details) {
    public PolicyCount {
        details = Map.copyOf(details);
    }
}
