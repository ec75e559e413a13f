package org.requiretls.james.lab.client;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reply of an SMTP server.
 *
 * @param code the three-digit code of RFC 5321 section 4.2, 200 to 599
 * @param lines the text of each line, without the code, the separator after it and the line end; never empty
 */
public record SmtpReply(int code, List<String> lines) {

    private static final Pattern ENHANCED_STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?: .*)?");

    public SmtpReply {
        lines = List.copyOf(lines);
    }

    /** Whether the code is 2xx or 3xx, so that the dialogue can go on. */
    public boolean positive() {
        return code < 400;
    }

    /** The enhanced status code of RFC 2034 that starts the first line, if there is one, as {@code 5.7.10}. */
    public Optional<String> enhancedStatus() {
        Matcher matcher = ENHANCED_STATUS.matcher(lines.get(0));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether a reply to EHLO announces this keyword, in any case, with or without parameters. */
    public boolean announces(String keyword) {
        return lines.stream().skip(1).map(line -> line.split(" ", 2)[0]).anyMatch(keyword::equalsIgnoreCase);
    }

    @Override
    public String toString() {
        return code + " " + String.join(" | ", lines);
    }
}
