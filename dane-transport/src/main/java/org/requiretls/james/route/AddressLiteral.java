package org.requiretls.james.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses in the place of names. No lookup ever takes place here. */
final class AddressLiteral {

    private static final String IPV4 = "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}";
    private static final String IPV6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*";
    private static final Pattern BRACKETED = Pattern.compile("\\[(?:(" + IPV4 + ")|(?i:IPv6:)(" + IPV6 + "))]");
    private static final Pattern BARE = Pattern.compile(IPV4 + "|" + IPV6);

    private AddressLiteral() {}

    static boolean isBracketed(String domain) {
        return domain.startsWith("[");
    }

    /** A mail domain such as {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]} (RFC 5321 section 4.1.3). */
    static Optional<InetAddress> ofMailDomain(String domain) {
        Matcher matcher = BRACKETED.matcher(domain);
        return matcher.matches()
                ? parse(Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2)))
                : Optional.empty();
    }

    /** The name of an MX host that looks like an address, which it must not (RFC 5321 section 5.1). */
    static Optional<InetAddress> ofHost(String host) {
        return isBracketed(host)
                ? ofMailDomain(host)
                : Optional.of(host).filter(BARE.asMatchPredicate()).flatMap(AddressLiteral::parse);
    }

    private static Optional<InetAddress> parse(String text) {
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
