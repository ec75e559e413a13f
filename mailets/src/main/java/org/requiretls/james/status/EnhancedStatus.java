package org.requiretls.james.status;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced mail system status code (RFC 3463 section 2).
 *
 * @param severity 2 (success), 4 (persistent transient failure) or 5 (permanent failure): the class of RFC 3463
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int severity, int subject, int detail) {

    /** No TLS, or no authenticated TLS, where the message demands it (RFC 8689 section 4.2.1, RFC 5248). */
    public static final EnhancedStatus ENCRYPTION_NEEDED = new EnhancedStatus(5, 7, 10);

    /** No server on the next hop offers REQUIRETLS (RFC 8689 section 7). */
    public static final EnhancedStatus REQUIRETLS_SUPPORT_REQUIRED = new EnhancedStatus(5, 7, 30);

    /** Success, and nothing more is known (RFC 3463 section 3.1). */
    public static final EnhancedStatus UNDEFINED_SUCCESS = new EnhancedStatus(2, 0, 0);

    /** Permanent, and nothing more is known (RFC 3463 section 3.1). */
    public static final EnhancedStatus UNDEFINED_PERMANENT = new EnhancedStatus(5, 0, 0);

    /** Transient, and nothing more is known (RFC 3463 section 3.1). */
    public static final EnhancedStatus UNDEFINED_TRANSIENT = new EnhancedStatus(4, 0, 0);

    private static final Pattern FORM = Pattern.compile("([245])\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");

    /** @throws IllegalArgumentException when a part is out of its range; the message names it */
    public EnhancedStatus {
        if (severity != 2 && severity != 4 && severity != 5) {
            throw new IllegalArgumentException(
                    "The severity of an enhanced status code is " + severity + ", allowed are 2, 4 and 5");
        }
        requireBetween("subject", subject, 0, 999);
        requireBetween("detail", detail, 0, 999);
    }

    /** Reads {@code 5.7.30}; empty for anything else, blanks around it included. */
    public static Optional<EnhancedStatus> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new EnhancedStatus(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3))));
    }

    /** True for 2: there is no failure. */
    public boolean isSuccess() {
        return severity == 2;
    }

    /** True when trying again cannot help. */
    public boolean isPermanent() {
        return severity == 5;
    }

    /** The form of RFC 3463, as {@code 5.7.30}. */
    @Override
    public String toString() {
        return severity + "." + subject + "." + detail;
    }

    private static void requireBetween(String part, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException("The " + part + " of an enhanced status code is " + value
                    + ", allowed is " + lowest + " to " + highest);
        }
    }
}
