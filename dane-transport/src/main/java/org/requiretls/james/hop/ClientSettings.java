package org.requiretls.james.hop;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.requiretls.james.smtpclient.Envelope.Quorum;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/**
 * What this server is to its peers.
 *
 * @param bind local address to connect from
 * @param ehloName asked for each session, since the default domain of a server can change while it runs
 * @param gateways how those of the administrator are spoken to
 * @param quorum how many recipients have to be accepted for the message to be sent
 * @param mostRecipients of one transaction, 1 or more
 */
public record ClientSettings(
        Optional<InetAddress> bind,
        Supplier<String> ehloName,
        SmtpTimeouts timeouts,
        GatewayAccess gateways,
        Quorum quorum,
        int mostRecipients) {

    /** What every server has to take (RFC 5321 section 4.5.3.1.8). */
    public static final int RECIPIENTS_ALWAYS_TAKEN = 100;

    /** To MX hosts, and to those recipients that the peer accepts. */
    public ClientSettings(Optional<InetAddress> bind, Supplier<String> ehloName, SmtpTimeouts timeouts) {
        this(bind, ehloName, timeouts, GatewayAccess.AS_MX, Quorum.ANY, RECIPIENTS_ALWAYS_TAKEN);
    }
}
