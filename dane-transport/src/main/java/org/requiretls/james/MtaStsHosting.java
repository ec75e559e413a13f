package org.requiretls.james;

import java.net.InetSocketAddress;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of {@link MtaStsPolicyHost}.
 *
 * @param listen where to take requests from the TLS server in front
 * @param policies directory with a file {@code <domain>.txt} for each policy, as a URL of James's file system
 */
record MtaStsHosting(InetSocketAddress listen, String policies) {

    private static final String LISTEN = "listen";
    private static final String POLICIES = "policies";
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[0-9.]+):(\\d{1,5})");

    /** @throws IllegalArgumentException names the setting that is wrong */
    static MtaStsHosting of(Properties properties) {
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(Set.of(LISTEN, POLICIES));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "mta-sts.properties: there are " + LISTEN + " and " + POLICIES + ", not " + unknown);
        }
        return new MtaStsHosting(
                address(properties.getProperty(LISTEN, "127.0.0.1:8461").strip()),
                properties.getProperty(POLICIES, "file://conf/mta-sts").strip());
    }

    private static InetSocketAddress address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : -1;
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("mta-sts.properties: " + LISTEN
                    + " is an IP address and a port, as in 127.0.0.1:8461, not " + text);
        }
        return new InetSocketAddress(matcher.group(1).replaceAll("[\\[\\]]", ""), port);
    }
}
