package org.requiretls.james.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;

/**
 * Puts mail on the outgoing queue, in one part for each recipient domain, so that one domain's trouble is not
 * another's. Where gateways take all mail, it stays in one part.
 */
final class OutgoingQueue {

    private static final String NAME_JUNCTION = "-to-";

    private final MailQueue queue;
    private final Parts parts;

    /** What goes together. */
    enum Parts {
        ONE_FOR_EACH_DOMAIN,
        ALL_IN_ONE
    }

    OutgoingQueue(MailQueue queue, Parts parts) {
        this.queue = queue;
        this.parts = parts;
    }

    /**
     * Whether all recipients go the same way. Not so for a mail from before the gateways were taken out of the
     * configuration: the hosts of one domain must not get what is for another.
     */
    boolean isOnePart(Mail mail) {
        return parts == Parts.ALL_IN_ONE
                || mail.getRecipients().stream()
                                .map(MailAddress::getDomain)
                                .distinct()
                                .count()
                        <= 1;
    }

    /**
     * Enqueues every part.
     *
     * @throws MailQueueException if a part can't be enqueued; the mail then has the recipients of this part and of those
     *     after it, which are the caller's to keep
     */
    void accept(Mail mail) throws MailQueueException {
        if (parts == Parts.ALL_IN_ONE) {
            queue.enQueue(mail);
            return;
        }
        String name = mail.getName();
        List<MailAddress> all = List.copyOf(mail.getRecipients());
        List<MailAddress> left = new ArrayList<>(all);
        try {
            for (Map.Entry<Domain, List<MailAddress>> part : byDomain(all).entrySet()) {
                enqueuePart(mail, name + NAME_JUNCTION + part.getKey().name(), part.getValue());
                left.removeAll(part.getValue());
            }
        } finally {
            mail.setName(name);
            mail.setRecipients(left.isEmpty() ? all : left);
        }
    }

    private void enqueuePart(Mail mail, String name, Collection<MailAddress> recipients) throws MailQueueException {
        mail.setRecipients(recipients);
        mail.setName(name);
        queue.enQueue(mail);
    }

    private static Map<Domain, List<MailAddress>> byDomain(List<MailAddress> recipients) {
        return recipients.stream()
                .collect(Collectors.groupingBy(MailAddress::getDomain, LinkedHashMap::new, Collectors.toList()));
    }
}
