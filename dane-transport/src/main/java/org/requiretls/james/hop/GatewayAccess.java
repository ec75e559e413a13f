package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.policy.Channel;
import org.requiretls.james.smtpclient.Login;

/**
 * How the gateways of the administrator are spoken to; nothing of this concerns MX hosts.
 *
 * @param start when TLS begins
 * @param login empty where they take mail without
 * @param exposure over what the password may go
 */
public record GatewayAccess(TlsStart start, Optional<Login> login, Exposure exposure) {

    /** As any MX host. */
    public static final GatewayAccess AS_MX =
            new GatewayAccess(TlsStart.BY_STARTTLS, Optional.empty(), Exposure.AUTHENTICATED);

    /** Where nothing but implicit TLS is spoken (RFC 8314 section 7.3). */
    private static final int SUBMISSIONS_PORT = 465;

    /** When TLS begins. */
    public enum TlsStart {
        BY_STARTTLS,
        /** Before the greeting (RFC 8314 section 3). */
        AT_ONCE
    }

    /** Over what a password may go. */
    public enum Exposure {
        /** TLS, with a gateway that has proven its name. */
        AUTHENTICATED,
        /** TLS, with whoever answers. */
        ENCRYPTED,
        /** Whatever there is. */
        CLEAR;

        boolean permits(Channel channel) {
            return switch (channel) {
                case AUTHENTICATED_BY_DANE, AUTHENTICATED_HOST_ONLY, AUTHENTICATED_BY_PKIX, AUTHENTICATED_BY_RULE ->
                    true;
                case ENCRYPTED -> this != AUTHENTICATED;
                case CLEAR -> this == CLEAR;
            };
        }
    }

    /** Whether TLS comes first at this port. */
    public boolean startsTlsAtOnce(int port) {
        return start == TlsStart.AT_ONCE || port == SUBMISSIONS_PORT;
    }
}
