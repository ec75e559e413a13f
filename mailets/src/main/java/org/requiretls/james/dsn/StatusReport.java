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
import org.apache.james.core.MaybeSender;
import org.apache.james.javax.MimeMultipartReport;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

/**
 * Composes the notification about a mail.
 *
 * @param action what it says
 * @param reportingMta the name of this server, as it stands in the report; a DNS name
 * @param usualContent what comes back of a mail whose client did not say
 * @param contentWhenRequired what comes back of a mail tagged {@link TlsRequirement#REQUIRED}
 * @param fallbackStatus the status where nothing tells a better one
 */
public record StatusReport(
        Action action,
        String reportingMta,
        ReturnedContent usualContent,
        ReturnedContent contentWhenRequired,
        EnhancedStatus fallbackStatus) {

    private static final String TLS_REQUIRED = "TLS-Required";

    /** The recipients of whom the sender wants to be told (RFC 3461 section 4.1); may be empty. */
    public List<MailAddress> recipientsToBeTold(Mail mail) {
        return ReportedRecipients.toBeTold(mail, action);
    }

    /** What became of the mail in one line, safe for a log whatever a peer wrote. */
    public String summary(Mail mail) {
        Told told = Told.of(action, mail, fallbackStatus);
        String host = told.remoteHost().map(name -> " at " + name).orElse("");
        String words = told.cause().map(cause -> ": " + cause.diagnosticText()).orElse("");
        return FieldText.ascii(told.status() + host + words);
    }

    /**
     * The notification that tells the sender of the mail what became of it for {@code recipients}: from the postmaster,
     * with an empty reverse path (RFC 5321 section 6.1) and the tag of the mail (RFC 8689 section 5), and with nothing
     * else of it. The caller sends it, and disposes of it.
     *
     * @param mail has a sender
     * @param recipients not empty
     * @throws MessagingException when the mail cannot be read, an address cannot be written, or there is no postmaster
     */
    public MailImpl notification(Mail mail, MailetContext context, List<MailAddress> recipients, Instant now)
            throws MessagingException {
        MailAddress sender = mail.getMaybeSender().get();
        MailImpl notification = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipient(sender)
                .mimeMessage(compose(mail, postmasterOf(context), sender, recipients, now))
                .build();
        TlsRequirementCodec.write(notification, TlsRequirementCodec.read(mail));
        return notification;
    }

    /** Asked anew each time: when James makes the mailets, the context need not be set up yet. */
    private static MailAddress postmasterOf(MailetContext context) throws MessagingException {
        MailAddress postmaster = context.getPostmaster();
        if (postmaster == null) {
            throw new MessagingException(
                    "no postmaster is configured, so a report would be from nobody; set <postmaster>"
                            + " in the <context> of mailetcontainer.xml");
        }
        return postmaster;
    }

    private MimeMessage compose(
            Mail mail, MailAddress postmaster, MailAddress sender, List<MailAddress> recipients, Instant now)
            throws MessagingException {
        TlsRequirement requirement = TlsRequirementCodec.read(mail);
        Told told = Told.of(action, mail, fallbackStatus);
        ReturnedContent returned = ReturnedContent.of(
                action,
                requirement,
                mail.dsnParameters().flatMap(DsnParameters::getRetParameter),
                usualContent,
                contentWhenRequired);

        MimeMultipartReport parts = new MimeMultipartReport();
        parts.setReportType("delivery-status");
        parts.addBodyPart(Explanation.part(recipients, told, requirement, returned, reportingMta));
        parts.addBodyPart(StatusPart.of(mail, recipients, told, reportingMta));
        Optional<MimeBodyPart> content = ReturnedPart.of(mail.getMessage(), returned);
        if (content.isPresent()) {
            parts.addBodyPart(content.get());
        }

        MimeMessage report = new WithOwnMessageId(reportingMta);
        report.setContent(parts);
        report.setFrom(named(postmaster));
        report.setRecipient(RecipientType.TO, new InternetAddress(sender.asString()));
        report.setSubject(action.subject() + ": " + told.status());
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
