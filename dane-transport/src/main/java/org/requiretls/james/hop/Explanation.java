package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * The words for a verdict: status, what is wrong, at which host, who asked for it, what was seen. Log, queue and
 * bounce all say it with these.
 */
final class Explanation {

    private Explanation() {}

    /**
     * One line, beginning with the status as a reply would.
     *
     * @param host empty where the domain led to none
     * @param seen what was observed, in a few words
     */
    static String of(Skip verdict, Optional<String> host, String domain, String seen) {
        Rule rule = verdict.rule();
        return verdict.status() + " " + lead(verdict.status())
                + host.map(name -> ": " + name + " for " + domain).orElse(": " + domain)
                + ": " + rule.meaning()
                + (seen.isBlank() ? "" : " (" + seen + ")")
                + askedBy(rule, host, domain)
                        .map(who -> "; asked for by " + who)
                        .orElse("")
                + " [" + rule + "]";
    }

    /**
     * One line for a message that may go, in the same order.
     *
     * @param seen what was observed, in a few words
     */
    static String of(Deliver verdict, String host, String domain, String seen) {
        return DeliveryStatus.DELIVERED + " " + host + " for " + domain + ": "
                + verdict.rule().meaning() + " (" + seen + ") [" + verdict.rule() + "]";
    }

    private static String lead(DeliveryStatus status) {
        return switch (status.enhanced().toString()) {
            case "5.7.30" -> "REQUIRETLS support required";
            case "5.7.10" -> "Encryption needed";
            case "4.7.10" -> "Encryption needed, and not to be had now";
            case "4.7.4" -> "TLS is required, but was not offered";
            case "4.7.5" -> "Server not authenticated";
            case "4.4.3" -> "DNS lookup failed";
            case "4.4.1" -> "No answer from host";
            case "4.4.2" -> "Bad connection";
            case "5.1.2" -> "Bad destination system";
            case "5.1.10" -> "Recipient domain takes no mail";
            case "5.4.4" -> "Unable to route";
            case "5.4.6" -> "Routing loop";
            default -> "Not delivered";
        };
    }

    private static Optional<String> askedBy(Rule rule, Optional<String> host, String domain) {
        return switch (rule) {
            case R1, R2, R2t, R4a, R4b, R5, R6, R7, D4 -> Optional.of("the sender (REQUIRETLS)");
            case N1, N2c, N2d, N2e, N5c, N5d -> Optional.of("the TLSA records of " + host.orElse(domain));
            case N3, N4c, N4d, N4e, R3 -> Optional.of("the MTA-STS policy of " + domain);
            case L1, L2, L3, L5 -> Optional.of("the local rule for " + domain);
            default -> Optional.empty();
        };
    }
}
