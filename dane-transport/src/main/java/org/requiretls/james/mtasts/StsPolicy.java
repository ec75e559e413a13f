package org.requiretls.james.mtasts;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A policy (RFC 8461 section 3.2).
 *
 * @param maxAge how long it may be remembered after it was fetched, zero to {@link #LONGEST_AGE}
 * @param mx the hosts that are the domain's own; not empty unless the mode is none
 * @param text as it was published, unknown fields included, each line ended by LF but for the last: a parser reads this
 *     policy in it, and a report on TLS shows it to those who wrote it (RFC 8460 section 4.4)
 */
public record StsPolicy(PolicyMode mode, Duration maxAge, List<MxPattern> mx, String text) {

    /** The ceiling for {@code max_age}: about a year. What is above it counts as this (erratum 7282). */
    public static final Duration LONGEST_AGE = Duration.ofSeconds(31_557_600);

    static final String VERSION = "STSv1";

    public StsPolicy {
        mx = List.copyOf(mx);
        if (maxAge.isNegative() || maxAge.compareTo(LONGEST_AGE) > 0) {
            throw new IllegalArgumentException("max_age is 0 to " + LONGEST_AGE.toSeconds() + " s, not " + maxAge);
        }
        if (mx.isEmpty() && mode != PolicyMode.NONE) {
            throw new IllegalArgumentException("A policy in mode " + mode.text() + " names at least one MX host");
        }
    }

    /**
     * Whether the MX host is the domain's own (section 4.1).
     *
     * @param mxHost the name in the MX record; any case, with or without trailing dot
     */
    public boolean names(String mxHost) {
        String lowerCase = mxHost.toLowerCase(Locale.ROOT);
        String host = lowerCase.endsWith(".") ? lowerCase.substring(0, lowerCase.length() - 1) : lowerCase;
        for (MxPattern pattern : mx) {
            if (pattern.matches(host)) {
                return true;
            }
        }
        return false;
    }

    /** The text, line by line. */
    public List<String> lines() {
        return List.of(text.split("\n"));
    }
}
