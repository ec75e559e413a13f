package org.requiretls.james.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;

/**
 * Puts mail on the outgoing queue, in one part for each recipient domain, so that one domain's trouble is not
 * another's. Where gateways take all mail, it stays in one part. Mail that has to wait is put back with a delay, and
 * with a note of the time when it is due, for queues that keep no delays.
 */
final class OutgoingQueue {

    private static final String NAME_JUNCTION = "-to-";

    /** A clock that was wrong when the note was made must not hold mail for years. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private final MailQueue queue;
    private final Parts parts;
    private final HandOut handOut;
    private final Clock clock;

    /** What goes together. */
    enum Parts {
        ONE_FOR_EACH_DOMAIN,
        ALL_IN_ONE
    }

    OutgoingQueue(MailQueue queue, Parts parts, HandOut handOut, Clock clock) {
        this.queue = queue;
        this.parts = parts;
        this.handOut = handOut;
        this.clock = clock;
    }

    String name() {
        return queue.getName().asString();
    }

    /** Who shares the limits of {@link Admission} with the mail. */
    String destination(Mail mail) {
        return parts == Parts.ALL_IN_ONE
                ? ""
                : mail.getRecipients().stream()
                        .findFirst()
                        .map(recipient -> recipient.getDomain().asString())
                        .orElse("");
    }

    /** How long the mail still has to be kept off its way; empty if it is due. */
    Optional<Duration> early(Mail mail) {
        if (handOut == HandOut.PULLED) {
            return Optional.empty();
        }
        return DueTime.of(mail)
                .map(due -> Duration.between(clock.instant(), due))
                .filter(left -> !left.isNegative() && !left.isZero())
                .map(left -> left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left);
    }

    /**
     * Puts back what is left of a mail, for later.
     *
     * @throws MailQueueException if the queue does not take it; {@link #putBackAgain} tries once more
     */
    void putBack(Mail mail, Duration delay) throws MailQueueException {
        DueTime.note(mail, clock.instant().plus(delay));
        queue.enQueue(mail, delay);
    }

    /** Puts back a mail that is to wait for as long as is noted on it, if anything is. */
    void putBackAgain(Mail mail) throws MailQueueException {
        Duration left = DueTime.of(mail)
                .map(due -> Duration.between(clock.instant(), due))
                .filter(time -> !time.isNegative())
                .orElse(Duration.ZERO);
        queue.enQueue(mail, left);
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
        DueTime.forget(mail);
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
