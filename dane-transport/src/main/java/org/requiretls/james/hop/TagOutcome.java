package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.Verdict.Deliver;

/**
 * What would become of a message, by the engine's own words.
 *
 * @param status as the reply to the sender would have it; empty if unknown
 * @param rule that fired; empty if unknown
 * @param host where it would end; empty where the domain leads to no host
 * @param reason one line for people
 */
public record TagOutcome(
        Decision decision, Optional<DeliveryStatus> status, Optional<Rule> rule, Optional<String> host, String reason) {

    /** In one word. */
    public enum Decision {
        /** Encrypted, to a host that is authenticated and proven to be the domain's choice. */
        DELIVER_AUTHENTICATED,
        /** Encrypted; also where DANE authenticates a host that an unsigned MX named (RFC 7672 section 2.2.1). */
        DELIVER_ENCRYPTED,
        DELIVER_CLEAR,
        DEFER,
        BOUNCE,
        /** Only a session could tell, and none was opened. */
        UNKNOWN
    }

    static TagOutcome delivered(Deliver verdict, Attempt attempt) {
        String host = attempt.host().orElseThrow();
        return new TagOutcome(
                decision(verdict),
                Optional.of(attempt.status()),
                Optional.of(verdict.rule()),
                attempt.host(),
                Explanation.of(verdict, host, attempt.message().domain(), attempt.reason()));
    }

    private static Decision decision(Deliver verdict) {
        return switch (verdict.channel()) {
            case AUTHENTICATED_BY_DANE, AUTHENTICATED_BY_PKIX, AUTHENTICATED_BY_RULE -> Decision.DELIVER_AUTHENTICATED;
            case AUTHENTICATED_HOST_ONLY, ENCRYPTED -> Decision.DELIVER_ENCRYPTED;
            case CLEAR -> Decision.DELIVER_CLEAR;
        };
    }

    static TagOutcome refused(Failure failure) {
        return new TagOutcome(
                failure.isPermanent() ? Decision.BOUNCE : Decision.DEFER,
                Optional.of(failure.status()),
                failure.rule(),
                failure.host(),
                failure.text());
    }

    static TagOutcome unknown(SessionNeededException needed) {
        return new TagOutcome(
                Decision.UNKNOWN, Optional.empty(), Optional.empty(), Optional.of(needed.host()), needed.getMessage());
    }

    /** Whether the message would leave this server. */
    public boolean isDelivered() {
        return switch (decision) {
            case DELIVER_AUTHENTICATED, DELIVER_ENCRYPTED, DELIVER_CLEAR -> true;
            case DEFER, BOUNCE, UNKNOWN -> false;
        };
    }
}
