package org.requiretls.james.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolver addresses as an administrator writes them. */
public final class ResolverAddresses {

    private static final int DNS_PORT = 53;
    private static final Pattern WITH_OPTIONAL_PORT =
            Pattern.compile("(?<v4>[0-9]+(?:\\.[0-9]+){3})(?::(?<port4>[0-9]{1,5}))?"
                    + "|\\[(?<v6>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)](?::(?<port6>[0-9]{1,5}))?"
                    + "|(?<bare6>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

    private ResolverAddresses() {}

    /**
     * Reads a list.
     *
     * @param text addresses separated by commas or blanks, each with an optional port: {@code 127.0.0.1},
     *     {@code 127.0.0.1:5353}, {@code ::1}, {@code [::1]:5353}; may be empty
     * @throws DnsConfigurationException if one of them is not of this form
     */
    public static List<InetSocketAddress> parse(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .map(ResolverAddresses::parseOne)
                .toList();
    }

    private static InetSocketAddress parseOne(String entry) {
        Matcher matcher = WITH_OPTIONAL_PORT.matcher(entry);
        if (!matcher.matches()) {
            throw unreadable(entry, null);
        }
        String address = firstOf(matcher, "v4", "v6", "bare6").orElseThrow();
        int port = firstOf(matcher, "port4", "port6").map(Integer::parseInt).orElse(DNS_PORT);
        try {
            // A literal, as the pattern has made sure: no resolver is asked for the address of a resolver.
            return new InetSocketAddress(InetAddress.getByName(address), port);
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw unreadable(entry, e);
        }
    }

    private static Optional<String> firstOf(Matcher matcher, String... groups) {
        return Arrays.stream(groups)
                .flatMap(group -> Optional.ofNullable(matcher.group(group)).stream())
                .findFirst();
    }

    private static DnsConfigurationException unreadable(String entry, Exception cause) {
        return new DnsConfigurationException(
                "The DNS resolver '" + entry + "' is not an IP address with an optional port: write for instance"
                        + " 127.0.0.1, 127.0.0.1:53 or [::1]:53",
                cause);
    }
}
