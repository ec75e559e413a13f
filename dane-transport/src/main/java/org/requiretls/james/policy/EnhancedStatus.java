package org.requiretls.james.policy;

/**
 * A basic reply code with its enhanced status code (RFC 5321 section 4.2, RFC 3463).
 *
 * @param basic 200 to 599
 * @param enhanced such as {@code 5.7.30}
 */
public record EnhancedStatus(int basic, String enhanced) {

    public static final EnhancedStatus DELIVERED = new EnhancedStatus(250, "2.0.0");

    /** No server for the next hop offers REQUIRETLS (RFC 8689 section 7). */
    public static final EnhancedStatus REQUIRETLS_NOT_SUPPORTED = new EnhancedStatus(550, "5.7.30");

    /** The tag asks for a protection that the hop can't give (RFC 8689 section 4.2.1, RFC 5248). */
    public static final EnhancedStatus ENCRYPTION_NEEDED = new EnhancedStatus(550, "5.7.10");

    /** … for now. */
    public static final EnhancedStatus ENCRYPTION_NEEDED_FOR_NOW = new EnhancedStatus(450, "4.7.10");

    /** A policy needs TLS, the host does not do it. */
    public static final EnhancedStatus TLS_NOT_OFFERED = new EnhancedStatus(450, "4.7.4");

    /** A policy needs authenticated TLS, the host did not pass. */
    public static final EnhancedStatus NOT_AUTHENTICATED = new EnhancedStatus(450, "4.7.5");

    /** DNS does not answer, or answers something that can't be true (RFC 3463 X.4.3). */
    public static final EnhancedStatus DNS_FAILURE = new EnhancedStatus(450, "4.4.3");

    /** Nobody answers at the host (RFC 3463 X.4.1). */
    public static final EnhancedStatus NO_ANSWER_FROM_HOST = new EnhancedStatus(450, "4.4.1");

    /** The host breaks off or does not speak SMTP (RFC 3463 X.4.2, X.5.0). */
    public static final EnhancedStatus BAD_CONNECTION = new EnhancedStatus(450, "4.4.2");

    /** The recipient domain does not exist (RFC 3463 X.1.2). */
    public static final EnhancedStatus BAD_DESTINATION_SYSTEM = new EnhancedStatus(550, "5.1.2");

    /** The recipient domain has a null MX (RFC 7505 section 4.1). */
    public static final EnhancedStatus NULL_MX = new EnhancedStatus(556, "5.1.10");

    /** None of the domain's hosts has an address (RFC 3463 X.4.4). */
    public static final EnhancedStatus UNABLE_TO_ROUTE = new EnhancedStatus(550, "5.4.4");

    /** The domain's best MX host is this server, which does not know the domain (RFC 3463 X.4.6). */
    public static final EnhancedStatus ROUTING_LOOP = new EnhancedStatus(550, "5.4.6");

    /** This server could not do its part (RFC 3463 X.3.0). */
    public static final EnhancedStatus OUR_DEFECT = new EnhancedStatus(450, "4.3.0");

    /** The status for a peer's reply without an enhanced code of its own. */
    public static EnhancedStatus ofReply(int basic) {
        return new EnhancedStatus(basic, basic / 100 + ".0.0");
    }

    public boolean isPermanent() {
        return basic >= 500;
    }

    /** Security or policy status (RFC 3463 section 3.8): X.7.z. */
    boolean isAboutSecurity() {
        return enhanced.startsWith("7.", enhanced.indexOf('.') + 1);
    }

    /** As it stands in a reply: {@code 550 5.7.30}. */
    @Override
    public String toString() {
        return basic + " " + enhanced;
    }
}
