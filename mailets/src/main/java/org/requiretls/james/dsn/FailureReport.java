package org.requiretls.james.dsn;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.mail.Message.RecipientType;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.javax.MimeMultipartReport;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

/**
 * Composes the notification about a failed mail.
 *
 * @param reportingMta the name of this server, as it stands in the report; a DNS name
 * @param usualContent what comes back of a mail whose client did not say
 * @param contentWhenRequired what comes back of a mail tagged {@link TlsRequirement#REQUIRED}
 * @param fallbackStatus the status where nothing tells a better one
 */
public record FailureReport(
        String reportingMta,
        ReturnedContent usualContent,
        ReturnedContent contentWhenRequired,
        EnhancedStatus fallbackStatus) {

    private static final String TLS_REQUIRED = "TLS-Required";

    /** The recipients of the failed mail whose failure the sender wants to be told; may be empty. */
    public static List<MailAddress> recipientsToBeTold(Mail failed) {
        return FailedRecipients.toBeTold(failed);
    }

    /** The failure of the mail in one line, safe for a log whatever a peer wrote. */
    public String summary(Mail failed) {
        DeliveryFailure failure = DeliveryFailureCodec.read(failed, fallbackStatus);
        String host = failure.remoteHost().map(name -> " at " + name).orElse("");
        return FieldText.ascii(failure.status() + host + ": " + failure.diagnosticText());
    }

    /**
     * The message, from {@code postmaster}, that tells {@code sender} about the failure at {@code recipients}.
     *
     * @throws MessagingException when the failed message cannot be read, or an address cannot be written
     */
    public MimeMessage compose(
            Mail failed, MailAddress postmaster, MailAddress sender, List<MailAddress> recipients, Instant now)
            throws MessagingException {
        TlsRequirement requirement = TlsRequirementCodec.read(failed);
        DeliveryFailure failure = DeliveryFailureCodec.read(failed, fallbackStatus);
        ReturnedContent returned = ReturnedContent.of(
                requirement,
                failed.dsnParameters().flatMap(DsnParameters::getRetParameter),
                usualContent,
                contentWhenRequired);

        MimeMultipartReport parts = new MimeMultipartReport();
        parts.setReportType("delivery-status");
        parts.addBodyPart(Explanation.part(recipients, failure, requirement, returned, reportingMta));
        parts.addBodyPart(StatusPart.of(failed, recipients, failure, reportingMta));
        Optional<MimeBodyPart> content = ReturnedPart.of(failed.getMessage(), returned);
        if (content.isPresent()) {
            parts.addBodyPart(content.get());
        }

        MimeMessage report = new WithOwnMessageId(reportingMta);
        report.setContent(parts);
        report.setFrom(named(postmaster));
        report.setRecipient(RecipientType.TO, new InternetAddress(sender.asString()));
        report.setSubject("Undelivered mail: " + failure.status());
        report.setSentDate(Date.from(now));
        // RFC 3834 section 5: no vacation notice or the like is to answer this.
        report.setHeader("Auto-Submitted", "auto-replied");
        if (requirement == TlsRequirement.OPTIONAL) {
            // The policy that the sender asked to set aside must not stop the answer on its way back either.
            report.setHeader(TLS_REQUIRED, "No");
        }
        report.saveChanges();
        return report;
    }

    private static InternetAddress named(MailAddress address) throws MessagingException {
        InternetAddress named = new InternetAddress(address.asString());
        try {
            named.setPersonal("Mail Delivery System", StandardCharsets.US_ASCII.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java knows US-ASCII", e);
        }
        return named;
    }

    /** JavaMail would put the user name and the host name of the process into the Message-ID. */
    private static final class WithOwnMessageId extends MimeMessage {

        private final String host;

        WithOwnMessageId(String host) {
            super((Session) null);
            this.host = host;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + FieldText.ascii(host) + ">");
        }
    }
}
