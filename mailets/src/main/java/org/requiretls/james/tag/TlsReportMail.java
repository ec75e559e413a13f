package org.requiretls.james.tag;

import java.util.Locale;
import javax.mail.MessagingException;
import javax.mail.internet.ContentType;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.ParseException;

/**
 * Whether a message is a TLS report (RFC 8460 section 5.3). Such a mail tells a domain that its TLS is broken, so it must
 * not depend on that TLS: no rule may tag it {@link TlsRequirement#REQUIRED}.
 */
public final class TlsReportMail {

    private static final String REPORT = "multipart/report";
    private static final String REPORT_TYPE = "report-type";
    private static final String TLS_REPORT = "tlsrpt";

    private TlsReportMail() {}

    /** @throws MessagingException if the header section cannot be read */
    public static boolean isOne(MimeMessage message) throws MessagingException {
        String field = message.getHeader("Content-Type", null);
        // Most mail is none, and is not parsed.
        if (field == null || !field.toLowerCase(Locale.ROOT).contains(TLS_REPORT)) {
            return false;
        }
        try {
            ContentType type = new ContentType(field);
            return type.match(REPORT) && TLS_REPORT.equalsIgnoreCase(type.getParameter(REPORT_TYPE));
        } catch (ParseException e) {
            return false;
        }
    }
}
