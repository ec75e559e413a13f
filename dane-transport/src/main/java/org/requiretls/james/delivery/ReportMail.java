package org.requiretls.james.delivery;

import java.time.Clock;
import java.util.Date;
import java.util.List;
import javax.activation.DataHandler;
import javax.mail.Message;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import javax.mail.util.ByteArrayDataSource;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.ReportForm;

/** Writes the mail that a TLS report travels in (RFC 8460 section 5.3). */
final class ReportMail {

    private static final Session NO_SESSION = null;

    private ReportMail() {}

    /**
     * The message, unsigned.
     *
     * @param file the JSON text, compressed
     * @throws MessagingException if an address is none
     */
    static MimeMessage compose(Report report, byte[] file, List<String> addresses, Clock clock)
            throws MessagingException {
        String submitter = report.submitter().domain();
        MimeMessage message = new WithMessageId(report.id());
        message.setFrom(new InternetAddress(report.submitter().contact(), true));
        for (String address : addresses) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
        }
        message.setSubject(report.subject());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("TLS-Report-Domain", report.domain());
        message.setHeader("TLS-Report-Submitter", submitter);
        // The report may be about the very policies that would otherwise keep it from arriving.
        message.setHeader("TLS-Required", "No");
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeMultipart parts = new MimeMultipart("report; report-type=\"tlsrpt\"");
        parts.addBodyPart(explanation(report));
        parts.addBodyPart(attachment(report, file));
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart explanation(Report report) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(
                "This is an aggregate TLS report (RFC 8460) for " + report.domain() + " from "
                        + report.submitter().domain() + ": how TLS went between our mail servers and yours on "
                        + report.day() + " (UTC).\r\nThe attached file has the figures. Questions go to "
                        + report.submitter().contact() + ".\r\n",
                "us-ascii");
        return part;
    }

    private static MimeBodyPart attachment(Report report, byte[] file) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(file, ReportForm.GZIP.mediaType())));
        part.setFileName(report.fileName());
        part.setDisposition(MimeBodyPart.ATTACHMENT);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    /** JavaMail would give it another id each time it is saved. */
    private static final class WithMessageId extends MimeMessage {

        private final String id;

        WithMessageId(String id) {
            super(NO_SESSION);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }
}
