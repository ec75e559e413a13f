package org.requiretls.james.mtasts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a sender is to do where a host fails the policy (RFC 8461 section 5); in the order of strength. */
public enum PolicyMode {
    /** Nothing: the domain takes its policy back. */
    NONE,
    /** Deliver all the same, and report. */
    TESTING,
    /** Not deliver to that host. */
    ENFORCE;

    /** As it stands in a policy; case matters. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<PolicyMode> named(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }
}
