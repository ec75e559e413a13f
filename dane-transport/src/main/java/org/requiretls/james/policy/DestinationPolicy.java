package org.requiretls.james.policy;

import java.util.Optional;
import org.requiretls.james.policy.Verdict.Skip;

/** The decision about a whole destination, before any of its hosts is looked at. */
public final class DestinationPolicy {

    private DestinationPolicy() {}

    /**
     * Why mail with this tag can go to none of the destination's hosts; empty where they are to be looked at.
     *
     * <p>An error of DNS comes before everything else and for every tag: without a trustworthy list of hosts there
     * is no delivery (RFC 7672 section 2.1.2), and no bounce either, since an attacker can cause such errors.
     */
    public static Optional<Skip> refusal(MessageTag tag, MxStatus mx) {
        return switch (mx) {
            case BOGUS, LOOKUP_FAILED -> refuse(Rule.D1, DeliveryStatus.DNS_FAILURE);
            case NXDOMAIN -> refuse(Rule.D2, DeliveryStatus.BAD_DESTINATION_SYSTEM);
            case NULL_MX -> refuse(Rule.D3, DeliveryStatus.NULL_MX);
            case LOOPS_BACK -> refuse(Rule.D10, DeliveryStatus.ROUTING_LOOP);
            case LITERAL ->
                tag == MessageTag.REQUIRETLS ? refuse(Rule.D4, DeliveryStatus.ENCRYPTION_NEEDED) : Optional.empty();
            case SECURE, INSECURE, NO_MX_SECURE, NO_MX_INSECURE, RELAY -> Optional.empty();
        };
    }

    /** The verdict on a host without an address (RFC 5321 section 5.1). */
    public static Skip withoutAddress(AddressFailure failure) {
        return new Skip(
                Rule.D8,
                failure == AddressFailure.DEFINITIVE ? DeliveryStatus.UNABLE_TO_ROUTE : DeliveryStatus.DNS_FAILURE);
    }

    private static Optional<Skip> refuse(Rule rule, DeliveryStatus status) {
        return Optional.of(new Skip(rule, status));
    }

    /** Why a host has no address. */
    public enum AddressFailure {
        /** DNS says so. */
        DEFINITIVE,
        /** DNS could not be asked. */
        LOOKUP_FAILED
    }
}
