package org.requiretls.james.delivery;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.dsn.Action;
import org.requiretls.james.dsn.ReturnedContent;
import org.requiretls.james.dsn.StatusReport;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.hop.Failure;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TaggedCopy;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands recipients that were given up to whoever tells the sender. */
final class NonDelivery {

    private static final Logger LOGGER = LoggerFactory.getLogger(NonDelivery.class);

    private final MailetContext context;
    private final Optional<String> processor;
    private final Supplier<String> ownName;
    private final Clock clock;

    /** @param ownName of this server, for its reports */
    NonDelivery(MailetContext context, Optional<String> processor, Supplier<String> ownName, Clock clock) {
        this.context = context;
        this.processor = processor;
        this.ownName = ownName;
        this.clock = clock;
    }

    /**
     * Hands over one mail for each distinct failure, so that each report says what went wrong for its recipients
     * (RFC 5321 section 3.6).
     *
     * @return the recipients that could not be handed over; the caller keeps these on its queue
     */
    Map<MailAddress, Failure> handOver(Mail mail, Map<MailAddress, Failure> failures) {
        Map<MailAddress, Failure> kept = new LinkedHashMap<>();
        Map<Failure, List<MailAddress>> byFailure = failures.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        for (Map.Entry<Failure, List<MailAddress>> group : byFailure.entrySet()) {
            if (mail.hasSender()) {
                if (!isHandedOver(mail, group.getKey(), group.getValue())) {
                    group.getValue().forEach(recipient -> kept.put(recipient, group.getKey()));
                }
            } else {
                LOGGER.warn(
                        "Mail {} with an empty sender is dropped for {}: {}. Nobody can be told of it (RFC 5321 section"
                                + " 6.1), this line is all that remains.",
                        mail.getName(),
                        group.getValue(),
                        group.getKey().text());
            }
        }
        return kept;
    }

    private boolean isHandedOver(Mail mail, Failure failure, List<MailAddress> recipients) {
        try {
            handOver(mail, failure, recipients);
            return true;
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error(
                    "Mail {} from {} could not be delivered to {} ({}), and the report about it could not be handed over"
                            + " either. The mail stays on the queue and this is tried again.",
                    mail.getName(),
                    mail.getMaybeSender().asString(),
                    recipients,
                    failure.text(),
                    e);
            return false;
        }
    }

    private void handOver(Mail mail, Failure failure, List<MailAddress> recipients) throws MessagingException {
        try (TaggedCopy copy = TaggedCopy.of(mail, recipients)) {
            Mail part = copy.mail();
            DeliveryFailureCodec.write(part, described(failure));
            if (processor.isPresent()) {
                context.sendMail(part, processor.get());
            } else if (TlsRequirementCodec.read(part) == TlsRequirement.REQUIRED) {
                report(part);
            } else {
                context.bounce(part, failure.text());
            }
        }
    }

    /** James's own bounce would send the whole message back, and without the tag (RFC 8689 section 5). */
    private void report(Mail failed) throws MessagingException {
        StatusReport report = new StatusReport(
                Action.FAILED,
                ownName.get(),
                ReturnedContent.HEADER,
                ReturnedContent.HEADER,
                EnhancedStatus.UNDEFINED_PERMANENT);
        List<MailAddress> toBeTold = report.recipientsToBeTold(failed);
        if (toBeTold.isEmpty()) {
            LOGGER.info("Mail {}: its sender asked by NOTIFY not to be told of the failure.", failed.getName());
            return;
        }
        MailImpl notification = report.notification(failed, context, toBeTold, clock.instant());
        try {
            context.sendMail(notification);
        } finally {
            LifecycleUtil.dispose(notification);
        }
    }

    static DeliveryFailure described(Failure failure) {
        return new DeliveryFailure(
                failure.status().enhanced(),
                failure.source() == Failure.Source.PEER ? DiagnosticType.SMTP : DiagnosticType.THIS_SERVER,
                failure.text(),
                failure.host());
    }
}
