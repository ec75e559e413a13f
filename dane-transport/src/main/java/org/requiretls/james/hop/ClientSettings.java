package org.requiretls.james.hop;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/**
 * What this server is to its peers.
 *
 * @param bind local address to connect from
 * @param ehloName asked for each session, since the default domain of a server can change while it runs
 */
public record ClientSettings(Optional<InetAddress> bind, Supplier<String> ehloName, SmtpTimeouts timeouts) {}
