package org.requiretls.james.rules;

import java.util.Optional;
import org.requiretls.james.policy.LocalRule;

/**
 * The rule for one destination.
 *
 * @param destination as the administrator wrote it, for log lines
 * @param decision what the policy needs to know of it
 * @param certificate which certificates the rule itself specifies; empty where it specifies none
 * @param limits which TLS may be spoken
 */
public record DestinationRule(
        String destination, LocalRule decision, Optional<CertificateRule> certificate, TlsLimits limits) {

    /** Where the administrator says nothing. */
    public static final DestinationRule NONE =
            new DestinationRule("-", LocalRule.NONE, Optional.empty(), TlsLimits.DEFAULT);
}
