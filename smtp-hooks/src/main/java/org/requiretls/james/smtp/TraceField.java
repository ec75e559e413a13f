package org.requiretls.james.smtp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.session.SessionFacts;

/**
 * Mends the {@code Received} field that James writes for a session inside TLS.
 *
 * <p>James 3.8.1 knows the transmission types ESMTP and ESMTPA only. Inside TLS they are ESMTPS and ESMTPSA, over LMTP
 * LMTPS (RFC 3848); and the suite is told in a {@code tls} clause (RFC 8314 section 4.3), which as a registered
 * additional clause stands last, in front of the semicolon (RFC 5321 section 4.4). RFC 3848 has no type for HELO
 * inside TLS, so there SMTP stays. The group of the key exchange is left out: Java does not tell it.
 */
final class TraceField {

    /** The line with the transmission type; James writes its name, a comment, and the identifier around it. */
    private static final Pattern BY_LINE =
            Pattern.compile("(?<before>\\s+by \\S+ \\([^()]*\\) with )(?<type>[A-Z]+)(?<after> ID .*)", Pattern.DOTALL);

    private static final Pattern LAST_LINE_BEFORE_DATE = Pattern.compile("\\s+(?:by |for <).*;\\r\\n", Pattern.DOTALL);

    private static final String END = ";\r\n";

    private TraceField() {}

    /** One line of the field with its CRLF, as James writes it; lines that need no mending come back as they are. */
    static String mend(String line, SessionFacts.Tls tls) {
        String mended = withTransmissionType(line);
        return LAST_LINE_BEFORE_DATE.matcher(mended).matches()
                ? mended.substring(0, mended.length() - END.length()) + " tls " + tls.cipherSuite() + END
                : mended;
    }

    private static String withTransmissionType(String line) {
        Matcher by = BY_LINE.matcher(line);
        return by.matches() ? by.group("before") + insideTls(by.group("type")) + by.group("after") : line;
    }

    private static String insideTls(String type) {
        return switch (type) {
            case "ESMTP" -> "ESMTPS";
            case "ESMTPA" -> "ESMTPSA";
            case "LMTP" -> "LMTPS";
            default -> type;
        };
    }
}
