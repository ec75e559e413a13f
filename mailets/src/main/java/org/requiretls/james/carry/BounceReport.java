package org.requiretls.james.carry;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.dsn.Action;
import org.requiretls.james.dsn.ReportingMta;
import org.requiretls.james.dsn.ReturnedContent;
import org.requiretls.james.dsn.StatusReport;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TaggedCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The notification about a tagged mail that a mailet bounces, in place of the one that James would compose. */
record BounceReport(MailetContext james, Clock clock) {

    private static final Logger LOGGER = LoggerFactory.getLogger(BounceReport.class);

    /**
     * Composes it, with the tag of the failed mail; empty when nobody is to be told.
     *
     * @param reason for the sender; may be blank
     * @throws MessagingException when it can't be composed: then nothing was sent, and the mail is as it was
     */
    Optional<MailImpl> about(Mail failed, String reason) throws MessagingException {
        StatusReport report = new StatusReport(
                Action.FAILED,
                ReportingMta.ownName(),
                ReturnedContent.HEADER,
                ReturnedContent.HEADER,
                EnhancedStatus.UNDEFINED_PERMANENT);
        List<MailAddress> recipients = report.recipientsToBeTold(failed);
        if (!failed.hasSender() || recipients.isEmpty()) {
            LOGGER.info("Mail {} is not bounced: it has no sender that wants to be told", failed.getName());
            return Optional.empty();
        }
        try (TaggedCopy described = TaggedCopy.of(failed)) {
            DeliveryFailureCodec.write(described.mail(), failure(reason));
            return Optional.of(report.notification(described.mail(), james, recipients, clock.instant()));
        }
    }

    private static DeliveryFailure failure(String reason) {
        return new DeliveryFailure(
                EnhancedStatus.UNDEFINED_PERMANENT,
                DiagnosticType.THIS_SERVER,
                reason == null || reason.isBlank() ? "The message was returned" : reason,
                Optional.empty());
    }
}
