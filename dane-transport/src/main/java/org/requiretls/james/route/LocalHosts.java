package org.requiretls.james.route;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * By what this server recognises itself in a list of MX hosts, so that mail does not go in circles (RFC 5321 section
 * 5.1).
 *
 * @param names host names of this server, any case; {@code localhost} and the names below it are always ours (RFC
 *     6761 section 6.3)
 * @param addresses addresses at which this server takes mail; one loopback address stands for all of them, and for
 *     the unspecified address, which leads there too
 */
public record LocalHosts(Set<String> names, Set<InetAddress> addresses) {

    /** Recognises {@code localhost} and nothing else. */
    public static final LocalHosts UNKNOWN = new LocalHosts(Set.of(), Set.of());

    private static final String LOCALHOST = "localhost";

    public LocalHosts {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        addresses = Set.copyOf(addresses);
    }

    /**
     * @param name in lower case, without the trailing dot
     */
    boolean isLocal(String name) {
        return names.contains(name) || name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    boolean isLocal(InetAddress address) {
        boolean anyLoopback = addresses.stream().anyMatch(InetAddress::isLoopbackAddress);
        return addresses.contains(address)
                || anyLoopback && (address.isLoopbackAddress() || address.isAnyLocalAddress());
    }

    /** Whether it is worth finding out the addresses of a host. */
    boolean knowsAddresses() {
        return !addresses.isEmpty();
    }
}
