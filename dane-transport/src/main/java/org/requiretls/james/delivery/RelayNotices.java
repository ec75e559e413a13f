package org.requiretls.james.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.dsn.Action;
import org.requiretls.james.dsn.ReportedRecipients;
import org.requiretls.james.failure.RemoteHostCodec;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Relayed;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Taken;
import org.requiretls.james.tag.TaggedCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on a copy of mail that was handed to a host without DSN, so that a sender who asked for a notice of success
 * hears that there will be none (RFC 3461 section 5.2.2).
 */
final class RelayNotices {

    private static final Logger LOGGER = LoggerFactory.getLogger(RelayNotices.class);

    private final Optional<String> processor;
    private final MailetContext context;

    /** @param processor empty where senders are not told */
    RelayNotices(Optional<String> processor, MailetContext context) {
        this.processor = processor;
        this.context = context;
    }

    /** Never fails: the mail is delivered, and must not be sent again for the sake of a notice. */
    void afterDelivery(Mail mail, Map<MailAddress, Taken> taken) {
        if (processor.isEmpty() || !mail.hasSender()) {
            return;
        }
        try {
            for (Map.Entry<String, List<MailAddress>> host :
                    askedInVain(mail, taken).entrySet()) {
                passOn(mail, host.getKey(), host.getValue(), processor.get());
            }
        } catch (MessagingException | RuntimeException e) {
            LOGGER.warn(
                    "Mail {} was handed to a server without DSN, and the processor '{}' (relayedProcessor) did not take the"
                            + " notice that its sender asked for. The mail is not sent again.",
                    mail.getName(),
                    processor.get(),
                    e);
        }
    }

    /** Who of those whose sender asked for a notice of success cannot cause one, by host. */
    private static Map<String, List<MailAddress>> askedInVain(Mail mail, Map<MailAddress, Taken> taken) {
        Set<MailAddress> asked = Set.copyOf(ReportedRecipients.toBeTold(mail, Action.RELAYED));
        return taken.entrySet().stream()
                .filter(each -> each.getValue() instanceof Relayed && asked.contains(each.getKey()))
                .collect(Collectors.groupingBy(
                        each -> each.getValue().host(),
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    }

    private void passOn(Mail mail, String host, List<MailAddress> recipients, String processor)
            throws MessagingException {
        try (TaggedCopy copy = TaggedCopy.of(mail, recipients)) {
            RemoteHostCodec.write(copy.mail(), Optional.of(host));
            context.sendMail(copy.mail(), processor);
        }
    }
}
