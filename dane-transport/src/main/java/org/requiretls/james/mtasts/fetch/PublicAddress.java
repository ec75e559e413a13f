package org.requiretls.james.mtasts.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Which addresses a stranger may make this server connect to. */
public final class PublicAddress {

    /** What is not public Internet (RFC 6890 and its registry), this machine and its networks first of all. */
    private static final List<Network> NOT_PUBLIC = List.of(
            Network.of("0.0.0.0", 8),
            Network.of("10.0.0.0", 8),
            Network.of("100.64.0.0", 10),
            Network.of("127.0.0.0", 8),
            Network.of("169.254.0.0", 16),
            Network.of("172.16.0.0", 12),
            Network.of("192.0.0.0", 24),
            Network.of("192.168.0.0", 16),
            Network.of("198.18.0.0", 15),
            Network.of("224.0.0.0", 3),
            // Unspecified, loopback, and the old embedding of IPv4.
            Network.of("::", 96),
            Network.of("64:ff9b:1::", 48),
            Network.of("100::", 64),
            Network.of("2001::", 23),
            Network.of("fc00::", 7),
            Network.of("fe80::", 9),
            Network.of("ff00::", 8));

    /** An IPv4 address lies in these behind the prefix, and what holds for it holds for the whole. */
    private static final List<Network> WITH_IPV4_INSIDE =
            List.of(Network.of("64:ff9b::", 96), Network.of("2002::", 16));

    private PublicAddress() {}

    public static boolean is(InetAddress address) {
        byte[] octets = address.getAddress();
        return NOT_PUBLIC.stream().noneMatch(network -> network.contains(octets))
                && WITH_IPV4_INSIDE.stream()
                        .filter(network -> network.contains(octets))
                        .allMatch(network -> is(network.embedded(octets)));
    }

    private record Network(byte[] address, int prefixLength) {

        private static final int IPV4_OCTETS = 4;

        static Network of(String literal, int prefixLength) {
            return new Network(address(literal).getAddress(), prefixLength);
        }

        private static InetAddress address(String literal) {
            try {
                return InetAddress.getByName(literal);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(literal + " is not an address", e);
            }
        }

        boolean contains(byte[] octets) {
            if (octets.length != address.length) {
                return false;
            }
            int whole = prefixLength / 8;
            int mask = 0xff00 >> prefixLength % 8 & 0xff;
            return Arrays.equals(octets, 0, whole, address, 0, whole)
                    && (mask == 0 || (octets[whole] & mask) == (address[whole] & mask));
        }

        InetAddress embedded(byte[] octets) {
            int from = prefixLength / 8;
            try {
                return Inet4Address.getByAddress(Arrays.copyOfRange(octets, from, from + IPV4_OCTETS));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("Four octets are an address", e);
            }
        }
    }
}
