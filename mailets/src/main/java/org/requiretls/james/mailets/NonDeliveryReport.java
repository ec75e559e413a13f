package org.requiretls.james.mailets;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.dsn.FailureReport;
import org.requiretls.james.dsn.ReportingMta;
import org.requiretls.james.dsn.ReturnedContent;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the sender of a mail that it could not be delivered; takes the place of DSNBounce (and of Bounce) of James.
 *
 * <pre>{@code
 * <mailet match="All" class="org.requiretls.james.mailets.NonDeliveryReport">
 *   <passThrough>false</passThrough>
 * </mailet>
 * }</pre>
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><td>{@code passThrough}</td><td>{@code true} (default): the failed mail goes on to the next mailet;
 *   {@code false}: it ends here</td></tr>
 * <tr><td>{@code attachment}</td><td>{@code message} (default), {@code heads} or {@code none}: what comes back where
 *   the client did not say with RET. Of mail tagged REQUIRED never more than the header</td></tr>
 * <tr><td>{@code redactHeader}</td><td>{@code true}: of mail tagged REQUIRED, Subject, To, Cc and the like do not come
 *   back either; default {@code false}</td></tr>
 * <tr><td>{@code defaultStatus}</td><td>the status where the mail does not tell one, default {@code 5.0.0}</td></tr>
 * <tr><td>{@code reportingMta}</td><td>the name of this server in the report, default its host name</td></tr>
 * </table>
 *
 * <p>The notification carries the tag of the mail that it is about (RFC 8689 section 5) and nothing else of it: its
 * other attributes, such as an authenticated user or NOTIFY, were said about that mail. What keeps it from being
 * composed or sent is thrown, so James keeps the failed mail.
 */
public class NonDeliveryReport extends GenericMailet {

    static final String PASS_THROUGH = "passThrough";
    static final String ATTACHMENT = "attachment";
    static final String REDACT_HEADER = "redactHeader";
    static final String DEFAULT_STATUS = "defaultStatus";
    static final String REPORTING_MTA = "reportingMta";

    private static final Set<String> KNOWN =
            Set.of(PASS_THROUGH, ATTACHMENT, REDACT_HEADER, DEFAULT_STATUS, REPORTING_MTA);
    private static final Logger LOGGER = LoggerFactory.getLogger(NonDeliveryReport.class);

    private final Clock clock;
    private boolean passThrough;
    private FailureReport report;

    public NonDeliveryReport() {
        this(Clock.systemDefaultZone());
    }

    NonDeliveryReport(Clock clock) {
        this.clock = clock;
    }

    /** @throws MessagingException for an unknown parameter or an unclear value */
    @Override
    public void init() throws MessagingException {
        Parameters.requireKnown(this, KNOWN);
        passThrough = Parameters.flag(this, PASS_THROUGH, true);
        report = new FailureReport(
                reportingMta(),
                usualContent(),
                Parameters.flag(this, REDACT_HEADER, false) ? ReturnedContent.REDACTED_HEADER : ReturnedContent.HEADER,
                defaultStatus());
    }

    /** @throws MessagingException when the report could not be composed or handed to the queue; the mail is as it was */
    @Override
    public void service(Mail failed) throws MessagingException {
        if (failed.hasSender()) {
            reportTo(failed.getMaybeSender().get(), failed);
        } else {
            // RFC 5321 section 6.1, RFC 8689 section 5: no notification about a notification.
            LOGGER.warn(
                    "Mail {} for {} could not be delivered and has no sender to be told: {}",
                    failed.getName(),
                    failed.getRecipients(),
                    report.summary(failed));
        }
        if (!passThrough) {
            failed.setState(Mail.GHOST);
        }
    }

    @Override
    public String getMailetInfo() {
        return "Reports a failed delivery to the sender (RFC 3464, RFC 8689 section 5)";
    }

    private void reportTo(MailAddress sender, Mail failed) throws MessagingException {
        List<MailAddress> recipients = FailureReport.recipientsToBeTold(failed);
        if (recipients.isEmpty()) {
            LOGGER.info(
                    "Mail {} for {} could not be delivered; {} asked by NOTIFY not to be told.",
                    failed.getName(),
                    failed.getRecipients(),
                    sender);
            return;
        }
        TlsRequirement requirement = TlsRequirementCodec.read(failed);
        MimeMessage message = report.compose(failed, postmaster(), sender, recipients, clock.instant());
        MailImpl notification = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipient(sender)
                .mimeMessage(message)
                .build();
        try {
            TlsRequirementCodec.write(notification, requirement);
            getMailetContext().sendMail(notification);
        } finally {
            LifecycleUtil.dispose(notification);
        }
    }

    private ReturnedContent usualContent() throws MessagingException {
        String attachment = getInitParameter(ATTACHMENT, "message");
        return switch (attachment.trim().toLowerCase(Locale.ROOT)) {
            case "message" -> ReturnedContent.MESSAGE;
            case "heads" -> ReturnedContent.HEADER;
            case "none" -> ReturnedContent.NONE;
            default ->
                throw new MessagingException(getMailetName() + ": <" + ATTACHMENT + "> is '" + attachment
                        + "', it has to be message, heads or none");
        };
    }

    private EnhancedStatus defaultStatus() throws MessagingException {
        String status = getInitParameter(DEFAULT_STATUS, EnhancedStatus.UNDEFINED_PERMANENT.toString());
        return EnhancedStatus.parse(status.trim())
                .filter(parsed -> !parsed.isSuccess())
                .orElseThrow(() -> new MessagingException(getMailetName() + ": <" + DEFAULT_STATUS + "> is '" + status
                        + "', it has to be a failure status of RFC 3463 such as 5.1.1"));
    }

    /** Asked anew each time: when James makes the mailets, the context need not be set up yet. */
    private MailAddress postmaster() throws MessagingException {
        MailAddress postmaster = getMailetContext().getPostmaster();
        if (postmaster == null) {
            throw new MessagingException(getMailetName()
                    + ": no postmaster is configured, so a report would be from nobody; set <postmaster>"
                    + " in the <context> of mailetcontainer.xml");
        }
        return postmaster;
    }

    private String reportingMta() throws MessagingException {
        String configured = getInitParameter(REPORTING_MTA, "").trim();
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            return ReportingMta.ownName();
        } catch (MessagingException e) {
            throw new MessagingException(getMailetName() + ": " + e.getMessage() + "; set <" + REPORTING_MTA + ">", e);
        }
    }
}
