package org.requiretls.james.tag;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;

/**
 * The header field {@code TLS-Required: No} (RFC 8689 section 3), read from the top-level header section only.
 *
 * <p>The field lowers protection, so whatever is not exactly what the RFC defines has no effect: another value, a
 * comment, a blank before the colon, or a second line of that name.
 */
public enum TlsRequiredHeader {
    /** There is no such field. */
    ABSENT,

    /** One field, and its value is {@code No}, in any letter case. */
    NO,

    /** Something that is to be ignored. */
    INVALID;

    public static final String FIELD_NAME = "TLS-Required";

    /** Between the colon and the value there may be folding white space (RFC 5322 section 3.2.2). */
    private static final Pattern VALID_LINE =
            Pattern.compile(FIELD_NAME + ":[ \\t\\r\\n]*No[ \\t\\r\\n]*", Pattern.CASE_INSENSITIVE);

    /** A second line already decides; more of them are not even looked at. */
    private static final int LINES_THAT_DECIDE = 2;

    /**
     * What the header section of the message says.
     *
     * @throws MessagingException if the header section cannot be read
     */
    public static TlsRequiredHeader of(MimeMessage message) throws MessagingException {
        List<String> lines = firstLinesOf(message);
        if (lines.isEmpty()) {
            return ABSENT;
        }
        return lines.size() == 1 && VALID_LINE.matcher(lines.get(0)).matches() ? NO : INVALID;
    }

    private static List<String> firstLinesOf(MimeMessage message) throws MessagingException {
        List<String> lines = new ArrayList<>(LINES_THAT_DECIDE);
        Enumeration<String> matching = message.getMatchingHeaderLines(new String[] {FIELD_NAME});
        while (matching.hasMoreElements() && lines.size() < LINES_THAT_DECIDE) {
            lines.add(matching.nextElement());
        }
        return lines;
    }
}
