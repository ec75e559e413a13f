package org.requiretls.james.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.hop.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands recipients that were given up to whoever tells the sender. */
final class NonDelivery {

    private static final Logger LOGGER = LoggerFactory.getLogger(NonDelivery.class);

    private final MailetContext context;
    private final Optional<String> processor;

    NonDelivery(MailetContext context, Optional<String> processor) {
        this.context = context;
        this.processor = processor;
    }

    /**
     * Hands over one mail for each distinct failure, so that each report says what went wrong for its recipients
     * (RFC 5321 section 3.6).
     *
     * @throws MessagingException if a part can't be handed over; the caller keeps these recipients on its queue
     */
    void handOver(Mail mail, Map<MailAddress, Failure> failures) throws MessagingException {
        Map<Failure, List<MailAddress>> byFailure = failures.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        for (Map.Entry<Failure, List<MailAddress>> group : byFailure.entrySet()) {
            if (mail.hasSender()) {
                handOver(mail, group.getKey(), group.getValue());
            } else {
                LOGGER.warn(
                        "Mail {} with an empty sender is dropped for {}: {}. Nobody can be told of it (RFC 5321 section"
                                + " 6.1), this line is all that remains.",
                        mail.getName(),
                        group.getValue(),
                        group.getKey().text());
            }
        }
    }

    private void handOver(Mail mail, Failure failure, List<MailAddress> recipients) throws MessagingException {
        Mail part = mail.duplicate();
        try {
            part.setRecipients(recipients);
            DeliveryFailureCodec.write(part, described(failure));
            if (processor.isPresent()) {
                context.sendMail(part, processor.get());
            } else {
                context.bounce(part, failure.text());
            }
        } finally {
            LifecycleUtil.dispose(part);
        }
    }

    private static DeliveryFailure described(Failure failure) {
        return new DeliveryFailure(
                org.requiretls.james.failure.EnhancedStatus.parse(
                                failure.status().enhanced())
                        .orElse(org.requiretls.james.failure.EnhancedStatus.UNDEFINED_PERMANENT),
                failure.source() == Failure.Source.PEER ? DiagnosticType.SMTP : DiagnosticType.THIS_SERVER,
                failure.text(),
                failure.host());
    }
}
