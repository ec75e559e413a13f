package org.requiretls.james.mtasts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which MX hosts a line of a policy names (RFC 8461 section 4.1): one host, or with {@code *.} in front all that have
 * just one more label in that place.
 *
 * @param text lower case
 */
public record MxPattern(String text) {

    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern PATTERN = Pattern.compile("(?:\\*\\.)?" + LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?[0-9]+");
    private static final String ANY_LABEL = "*.";
    private static final int LONGEST_NAME = 253;

    public MxPattern {
        if (!isPattern(text)) {
            throw new IllegalArgumentException("'" + text + "' names no MX hosts");
        }
    }

    /**
     * Reads the value of an {@code mx} field. The wildcard stands alone in the leftmost label; international names
     * are A-labels; no trailing dot, no address (section 3.2, RFC 5321 section 4.1.2).
     */
    static Optional<MxPattern> parse(String value) {
        String lowerCase = value.toLowerCase(Locale.ROOT);
        return value.chars().allMatch(c -> c < 0x80) && isPattern(lowerCase)
                ? Optional.of(new MxPattern(lowerCase))
                : Optional.empty();
    }

    private static boolean isPattern(String text) {
        return text.length() <= LONGEST_NAME
                && PATTERN.matcher(text).matches()
                && !ENDS_IN_NUMBER.matcher(text).matches();
    }

    /** @param host as in the MX record, lower case, no trailing dot; not what it is an alias for */
    boolean matches(String host) {
        if (!text.startsWith(ANY_LABEL)) {
            return host.equals(text);
        }
        int firstDot = host.indexOf('.');
        return firstDot > 0
                && host.length() - firstDot == text.length() - 1
                && host.regionMatches(firstDot, text, 1, text.length() - 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
