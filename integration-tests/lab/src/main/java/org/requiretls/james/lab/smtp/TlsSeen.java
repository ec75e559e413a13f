package org.requiretls.james.lab.smtp;

import java.util.Optional;

/**
 * The TLS session that a client brought up.
 *
 * @param version as JSSE names it, for example {@code TLSv1.3}
 * @param cipherSuite as JSSE names it
 * @param serverName the SNI host name that the client sent, if any
 */
public record TlsSeen(String version, String cipherSuite, Optional<String> serverName) {}
