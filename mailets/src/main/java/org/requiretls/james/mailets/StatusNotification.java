package org.requiretls.james.mailets;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.dsn.Action;
import org.requiretls.james.dsn.ReportingMta;
import org.requiretls.james.dsn.ReturnedContent;
import org.requiretls.james.dsn.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the sender of a mail what became of it.
 *
 * <p>The notification carries the tag of the mail that it is about (RFC 8689 sections 5 and 6) and nothing else of it:
 * its other attributes, such as an authenticated user or NOTIFY, were said about that mail.
 */
abstract class StatusNotification extends GenericMailet {

    static final String PASS_THROUGH = "passThrough";
    static final String REDACT_HEADER = "redactHeader";
    static final String REPORTING_MTA = "reportingMta";

    private static final Set<String> COMMON = Set.of(PASS_THROUGH, REDACT_HEADER, REPORTING_MTA);
    private static final Logger LOGGER = LoggerFactory.getLogger(StatusNotification.class);

    private final Clock clock;
    private boolean passThrough;
    private StatusReport report;

    StatusNotification(Clock clock) {
        this.clock = clock;
    }

    /** The parameters beside {@code passThrough}, {@code redactHeader} and {@code reportingMta}. */
    abstract Set<String> ownParameters();

    /** @throws MessagingException for an unclear value of a parameter */
    abstract StatusReport readReport() throws MessagingException;

    /** @throws MessagingException for an unknown parameter or an unclear value */
    @Override
    public void init() throws MessagingException {
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(ownParameters());
        Parameters.requireKnown(this, known);
        passThrough = Parameters.flag(this, PASS_THROUGH, true);
        report = readReport();
    }

    /** @throws MessagingException when the report could not be composed or handed to the queue; the mail is as it was */
    @Override
    public void service(Mail mail) throws MessagingException {
        if (mail.hasSender()) {
            report(mail);
        } else {
            noSenderToBeTold(mail);
        }
        if (!passThrough) {
            mail.setState(Mail.GHOST);
        }
    }

    /** RFC 5321 section 6.1, RFC 8689 section 5: no notification about a notification. */
    private void noSenderToBeTold(Mail mail) {
        if (report.action() == Action.FAILED) {
            LOGGER.warn(
                    "Mail {} for {} could not be delivered and has no sender to be told: {}",
                    mail.getName(),
                    mail.getRecipients(),
                    report.summary(mail));
        }
    }

    private void report(Mail mail) throws MessagingException {
        List<MailAddress> recipients = report.recipientsToBeTold(mail);
        if (recipients.isEmpty()) {
            LOGGER.atLevel(report.action() == Action.FAILED ? Level.INFO : Level.DEBUG)
                    .log(
                            "Mail {} for {} is {}; {} does not want to be told, by NOTIFY or its absence.",
                            mail.getName(),
                            mail.getRecipients(),
                            report.action().keyword(),
                            mail.getMaybeSender().asString());
            return;
        }
        MailImpl notification = report.notification(mail, getMailetContext(), recipients, clock.instant());
        try {
            getMailetContext().sendMail(notification);
        } finally {
            LifecycleUtil.dispose(notification);
        }
    }

    final ReturnedContent contentWhenRequired() throws MessagingException {
        return Parameters.flag(this, REDACT_HEADER, false) ? ReturnedContent.REDACTED_HEADER : ReturnedContent.HEADER;
    }

    final String reportingMta() throws MessagingException {
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
