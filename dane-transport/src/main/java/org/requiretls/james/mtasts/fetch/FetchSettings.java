package org.requiretls.james.mtasts.fetch;

import java.time.Duration;

/**
 * How policies are fetched.
 *
 * @param timeout for everything together, addresses included; RFC 8461 section 3.3 suggests a minute at most
 * @param port of policy hosts: 443, but for test set-ups
 */
public record FetchSettings(Duration timeout, int port, PrivateNetworks privateNetworks) {

    public static final int HTTPS_PORT = 443;
    public static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

    public FetchSettings {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("The time-out is more than 0 and at most " + LONGEST_TIMEOUT);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("A port is 1 to 65535, not " + port);
        }
    }

    /** Whether a policy host may be at a loopback or private address. */
    public enum PrivateNetworks {
        REFUSED,
        ALLOWED
    }
}
