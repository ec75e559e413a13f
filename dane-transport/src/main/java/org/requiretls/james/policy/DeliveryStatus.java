package org.requiretls.james.policy;

import org.requiretls.james.status.EnhancedStatus;

/**
 * A basic reply code with its enhanced status code (RFC 5321 section 4.2, RFC 3463).
 *
 * @param basic 200 to 599
 * @param enhanced such as {@code 5.7.30}
 */
public record DeliveryStatus(int basic, EnhancedStatus enhanced) {

    public static final DeliveryStatus DELIVERED = of(250, "2.0.0");

    /** No server for the next hop offers REQUIRETLS (RFC 8689 section 7). */
    public static final DeliveryStatus REQUIRETLS_NOT_SUPPORTED = of(550, "5.7.30");

    /** The tag asks for a protection that the hop can't give (RFC 8689 section 4.2.1, RFC 5248). */
    public static final DeliveryStatus ENCRYPTION_NEEDED = of(550, "5.7.10");

    /** … for now. */
    public static final DeliveryStatus ENCRYPTION_NEEDED_FOR_NOW = of(450, "4.7.10");

    /** A policy needs TLS, the host does not do it. */
    public static final DeliveryStatus TLS_NOT_OFFERED = of(450, "4.7.4");

    /** A policy needs authenticated TLS, the host did not pass. */
    public static final DeliveryStatus NOT_AUTHENTICATED = of(450, "4.7.5");

    /** DNS does not answer, or answers something that can't be true (RFC 3463 X.4.3). */
    public static final DeliveryStatus DNS_FAILURE = of(450, "4.4.3");

    /** Nobody answers at the host (RFC 3463 X.4.1). */
    public static final DeliveryStatus NO_ANSWER_FROM_HOST = of(450, "4.4.1");

    /** The host breaks off or does not speak SMTP (RFC 3463 X.4.2, X.5.0). */
    public static final DeliveryStatus BAD_CONNECTION = of(450, "4.4.2");

    /** The recipient domain does not exist (RFC 3463 X.1.2). */
    public static final DeliveryStatus BAD_DESTINATION_SYSTEM = of(550, "5.1.2");

    /** The recipient domain has a null MX (RFC 7505 section 4.1). */
    public static final DeliveryStatus NULL_MX = of(556, "5.1.10");

    /** None of the domain's hosts has an address (RFC 3463 X.4.4). */
    public static final DeliveryStatus UNABLE_TO_ROUTE = of(550, "5.4.4");

    /** The domain's best MX host is this server, which does not know the domain (RFC 3463 X.4.6). */
    public static final DeliveryStatus ROUTING_LOOP = of(550, "5.4.6");

    /** The host does not take the login of this server (RFC 4954 section 6, made transient: the mail waits). */
    public static final DeliveryStatus LOGIN_REFUSED = of(454, "4.7.8");

    /** Kept back, since the host refused another recipient (RFC 3463 X.5.0). */
    public static final DeliveryStatus HELD_BACK = of(450, "4.5.0");

    /** This server could not do its part (RFC 3463 X.3.0). */
    public static final DeliveryStatus OUR_DEFECT = of(450, "4.3.0");

    /**
     * The status with this enhanced code.
     *
     * @throws java.util.NoSuchElementException if it is none
     */
    public static DeliveryStatus of(int basic, String enhanced) {
        return new DeliveryStatus(basic, EnhancedStatus.parse(enhanced).orElseThrow());
    }

    /** The status for a peer's refusal without an enhanced code of its own. */
    public static DeliveryStatus ofReply(int basic) {
        return new DeliveryStatus(
                basic, basic >= 500 ? EnhancedStatus.UNDEFINED_PERMANENT : EnhancedStatus.UNDEFINED_TRANSIENT);
    }

    public boolean isPermanent() {
        return basic >= 500;
    }

    /** Security or policy status (RFC 3463 section 3.8): X.7.z. */
    boolean isAboutSecurity() {
        return enhanced.subject() == 7;
    }

    /** As it stands in a reply: {@code 550 5.7.30}. */
    @Override
    public String toString() {
        return basic + " " + enhanced;
    }
}
