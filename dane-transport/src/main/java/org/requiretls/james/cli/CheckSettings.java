package org.requiretls.james.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check stands on.
 *
 * @param resolvers empty for those of the system
 * @param trustAnchors for DNSSEC; empty for the public root
 * @param caFile PEM certificates; empty for those of the JVM
 * @param port of the MX hosts, 1 to 65535
 * @param heloName what EHLO says
 * @param connectTo addresses in place of those of DNS, by host name in lower case
 */
record CheckSettings(
        List<InetSocketAddress> resolvers,
        Optional<Path> trustAnchors,
        Optional<Path> caFile,
        int port,
        String heloName,
        Contact contact,
        Map<String, InetSocketAddress> connectTo) {

    /** Whether to talk to MX hosts. */
    enum Contact {
        SESSIONS,
        NONE
    }
}
