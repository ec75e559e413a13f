package org.requiretls.james.dsn;

import java.io.IOException;
import java.util.Optional;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.Part;
import javax.mail.internet.ContentType;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.apache.james.javax.MimeMultipartReport;

/**
 * A notification about a REQUIRETLS message, in the form in which it may travel without that protection (RFC 8689
 * section 5): nothing of the message but its header.
 *
 * <p>Of a report (RFC 6522) the explanation stays, and what is for programs; the message that it returns is cut down
 * to its header. Any other notification may quote the message anywhere, so all of its body goes.
 */
public final class RedactedNotification {

    static final String NOTE = """
            The text of this notification was taken out on its way to you. It is about a
            message that may travel over protected connections only (REQUIRETLS, RFC 8689),
            and no such connection leads to your mail server.
            """.replace("\n", "\r\n");

    private RedactedNotification() {}

    /**
     * The redacted form of a notification, with the same header. Signatures over the notification break.
     *
     * @throws MessagingException when the notification can't be read at all
     */
    public static MimeMessage of(MimeMessage notification) throws MessagingException {
        MimeMessage redacted = new WithItsMessageId(notification);
        Optional<MimeMultipart> report = report(notification);
        if (report.isPresent()) {
            redacted.setContent(report.get());
        } else {
            redacted.setText(NOTE, "us-ascii");
        }
        redacted.saveChanges();
        return redacted;
    }

    /** The parts that may stay; empty where it is no report (RFC 6522 section 3), or one that can't be taken apart. */
    private static Optional<MimeMultipart> report(MimeMessage notification) {
        try {
            if (!notification.isMimeType("multipart/report")
                    || !(notification.getContent() instanceof MimeMultipart parts)
                    || parts.getCount() < 2
                    || !isForPrograms(parts.getBodyPart(1))) {
                return Optional.empty();
            }
            MimeMultipartReport redacted = new MimeMultipartReport();
            String type = new ContentType(notification.getContentType()).getParameter("report-type");
            redacted.setReportType(type == null ? "delivery-status" : type);
            redacted.addBodyPart(explanation(parts.getBodyPart(0)));
            for (int i = 1; i < parts.getCount(); i++) {
                Optional<BodyPart> stays = withoutContent(parts.getBodyPart(i));
                if (stays.isPresent()) {
                    redacted.addBodyPart(stays.get());
                }
            }
            return Optional.of(redacted);
        } catch (MessagingException | IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static BodyPart explanation(BodyPart part) throws MessagingException {
        if (part.isMimeType("text/plain") || part.isMimeType("text/html")) {
            return part;
        }
        MimeBodyPart note = new MimeBodyPart();
        note.setText(NOTE, "us-ascii");
        return note;
    }

    private static Optional<BodyPart> withoutContent(BodyPart part) throws MessagingException, IOException {
        if (isForPrograms(part)) {
            return Optional.of(part);
        }
        return part.getContent() instanceof MimeMessage returned
                ? ReturnedPart.of(returned, ReturnedContent.HEADER).map(BodyPart.class::cast)
                : Optional.empty();
    }

    private static boolean isForPrograms(Part part) throws MessagingException {
        return part.isMimeType("message/delivery-status")
                || part.isMimeType("message/global-delivery-status")
                || part.isMimeType("message/disposition-notification")
                || part.isMimeType("message/global-disposition-notification")
                || part.isMimeType(ReturnedPart.HEADER_TYPE)
                || part.isMimeType("message/global-headers");
    }

    /** JavaMail would give the notification another Message-ID when it is changed. */
    private static final class WithItsMessageId extends MimeMessage {

        WithItsMessageId(MimeMessage notification) throws MessagingException {
            super(notification);
        }

        @Override
        protected void updateMessageID() {
            // It stays the same notification.
        }
    }
}
