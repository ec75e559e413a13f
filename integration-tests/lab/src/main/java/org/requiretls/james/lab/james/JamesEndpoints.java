package org.requiretls.james.lab.james;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a James listens: one loopback address, one port for each service.
 *
 * @param smtp for other servers, with STARTTLS; port 25 in the world
 * @param smtps for users, implicit TLS; port 465
 * @param submission for users, with STARTTLS; port 587
 * @param pop3 for reading mailboxes, in clear
 * @param webAdmin HTTP administration without authentication
 */
public record JamesEndpoints(
        InetSocketAddress smtp,
        InetSocketAddress smtps,
        InetSocketAddress submission,
        InetSocketAddress pop3,
        InetSocketAddress webAdmin) {

    /** Free ports on this loopback address. */
    public static JamesEndpoints freeOn(InetAddress address) {
        return withSmtpPort(address, LoopbackPorts.freeOn(address));
    }

    /** This port for mail from other servers, and free ports on the same loopback address for all else. */
    public static JamesEndpoints withSmtpPort(InetAddress address, int smtpPort) {
        return new JamesEndpoints(
                new InetSocketAddress(address, smtpPort), free(address), free(address), free(address), free(address));
    }

    private static InetSocketAddress free(InetAddress address) {
        return new InetSocketAddress(address, LoopbackPorts.freeOn(address));
    }
}
