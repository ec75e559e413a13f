package org.requiretls.james.lab.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that have to be told theirs before they start.
 *
 * <p>They lie below 32768, where Linux begins to hand out ports to clients, so that no connection takes one between
 * the search and the start of the server; and no two searches of one Java process give the same one.
 */
public final class LoopbackPorts {

    private static final int LOWEST = 10_000;
    private static final int ABOVE_HIGHEST = 32_768;
    private static final int MAX_ATTEMPTS = 1_000;

    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private LoopbackPorts() {}

    /**
     * The address 127.0.0.<i>n</i>. Linux answers on all of 127.0.0.0/8, other systems on 127.0.0.1 only.
     *
     * @param lastOctet 1 to 254
     */
    public static InetAddress loopback(int lastOctet) {
        if (lastOctet < 1 || lastOctet > 254) {
            throw new IllegalArgumentException("The last octet of a loopback address is 1 to 254, not " + lastOctet);
        }
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastOctet});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four octets are an address", e);
        }
    }

    /**
     * A port that nobody listens on at any of these addresses, neither over TCP nor over UDP: a sender that knows one
     * SMTP port for all hosts needs the same number everywhere, and a name server needs it for both protocols.
     *
     * @throws IllegalStateException if there is none after a thousand attempts
     */
    public static int freeOn(InetAddress... addresses) {
        List<InetAddress> all = Arrays.asList(addresses);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE_HIGHEST);
            if (all.stream().allMatch(address -> free(address, port)) && HANDED_OUT.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("Found no port that is free on all of " + all);
    }

    private static boolean free(InetAddress address, int port) {
        InetSocketAddress endpoint = new InetSocketAddress(address, port);
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(null)) {
            return canBind(tcp::bind, endpoint) && canBind(udp::bind, endpoint);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open a socket", e);
        }
    }

    private static boolean canBind(Binding socket, InetSocketAddress endpoint) {
        try {
            socket.to(endpoint);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private interface Binding {
        void to(InetSocketAddress endpoint) throws IOException;
    }
}
