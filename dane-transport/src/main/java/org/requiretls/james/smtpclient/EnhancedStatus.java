package org.requiretls.james.smtpclient;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced status code such as {@code 5.7.30} (RFC 3463 section 2).
 *
 * @param category 2, 4 or 5: the {@code class} of RFC 3463
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int category, int subject, int detail) {

    private static final Pattern AT_START = Pattern.compile("([245])\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})(?: .*)?");

    /**
     * Reads the code that a reply text begins with.
     *
     * @param replyCode the three digits in front of the text; RFC 2034 section 4 wants the classes to agree, and one
     *     that does not is no status code
     */
    static Optional<EnhancedStatus> atStartOf(String text, int replyCode) {
        Matcher matcher = AT_START.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != replyCode / 100) {
            return Optional.empty();
        }
        return Optional.of(new EnhancedStatus(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))));
    }

    @Override
    public String toString() {
        return category + "." + subject + "." + detail;
    }
}
