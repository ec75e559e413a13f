package org.requiretls.james.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.metrics.api.Metric;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.transport.mailets.remote.delivery.Bouncer;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.delivery.DeliverySettings.QueuePriority;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.Failure;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.tag.TaggedCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts on what became of a mail: successes are counted and passed on, failures handed over, the rest goes back on
 * the queue. When this returns, everything that was known about the mail is stored somewhere else, and the dequeued
 * item may be acknowledged.
 */
final class Settlement {

    private static final Logger LOGGER = LoggerFactory.getLogger(Settlement.class);

    /** Where the retries have no end, they must not be hot. */
    private static final Duration SHORTEST_ENDLESS_DELAY = Duration.ofMinutes(1);

    /** Answers of DNS that {@code maxDnsProblemRetries} is about. */
    private static final Set<Rule> NOWHERE_TO_GO = EnumSet.of(Rule.D2, Rule.D8);

    private final OutgoingQueue queue;
    private final DeliverySettings settings;
    private final MailetContext context;
    private final NonDelivery nonDelivery;
    private final Metric outgoingMails;
    private final Clock clock;
    private final DelayNotices delayNotices;
    private final RelayNotices relayNotices;

    Settlement(
            OutgoingQueue queue,
            DeliverySettings settings,
            MailetContext context,
            NonDelivery nonDelivery,
            Metric outgoingMails,
            Clock clock) {
        this.queue = queue;
        this.settings = settings;
        this.context = context;
        this.nonDelivery = nonDelivery;
        this.outgoingMails = outgoingMails;
        this.clock = clock;
        this.delayNotices = new DelayNotices(settings.delayNotice(), settings.retries(), context, clock);
        this.relayNotices = new RelayNotices(settings.relayedProcessor(), context);
    }

    /**
     * Settles the mail.
     *
     * @throws MailQueueException if recipients are left that can't be put back; the mail then has just these, and
     *     the dequeued item must not be acknowledged
     */
    void settle(Mail mail, DeliveryReport report) throws MailQueueException {
        int retries = Retries.of(mail);
        Sorted sorted = sortOut(mail, report, retries);
        retryOrGiveUp(mail, sorted.failed, sorted.deferred, retries);
    }

    /**
     * Settles a mail whose delivery was cut off because the server stops: recipients that were not reached go back as
     * if they had not been tried, for the next start.
     *
     * @throws MailQueueException as {@link #settle} does
     */
    void settleCutOff(Mail mail, DeliveryReport report) throws MailQueueException {
        Sorted sorted = sortOut(mail, report, Retries.of(mail));
        Set<MailAddress> left = new LinkedHashSet<>(sorted.deferred.keySet());
        if (!sorted.failed.isEmpty()) {
            left.addAll(nonDelivery.handOver(mail, sorted.failed).keySet());
        }
        if (!left.isEmpty()) {
            mail.setRecipients(left);
            queue.putBack(mail, Duration.ZERO);
        }
    }

    /** Recipients by what has to be done for them; the successes are done with. */
    private Sorted sortOut(Mail mail, DeliveryReport report, int retries) {
        Map<MailAddress, RecipientOutcome> outcomes = outcomesByRecipient(mail, report);
        Map<MailAddress, RecipientOutcome.Taken> delivered = new LinkedHashMap<>();
        Sorted sorted = new Sorted(new LinkedHashMap<>(), new LinkedHashMap<>());
        outcomes.forEach((recipient, outcome) -> {
            if (outcome instanceof RecipientOutcome.Taken taken) {
                delivered.put(recipient, taken);
            } else if (outcome instanceof RecipientOutcome.Deferred later) {
                sorted.deferred.put(recipient, later);
            } else if (outcome instanceof RecipientOutcome.Failed failure) {
                if (deservesAnotherLookup(failure.failure(), retries)) {
                    sorted.deferred.put(recipient, new RecipientOutcome.Deferred(failure.failure()));
                } else {
                    sorted.failed.put(recipient, failure.failure());
                }
            }
        });
        if (!delivered.isEmpty()) {
            succeeded(mail, delivered.keySet(), outcomes.size());
            relayNotices.afterDelivery(mail, delivered);
        }
        return sorted;
    }

    private record Sorted(Map<MailAddress, Failure> failed, Map<MailAddress, RecipientOutcome.Deferred> deferred) {}

    /** A domain that is missing from DNS may have been registered late, or be missing by mistake. */
    private boolean deservesAnotherLookup(Failure failure, int retries) {
        return retries < settings.namelessRetries()
                && failure.rule().filter(NOWHERE_TO_GO::contains).isPresent();
    }

    private static Map<MailAddress, RecipientOutcome> outcomesByRecipient(Mail mail, DeliveryReport report) {
        Map<MailAddress, RecipientOutcome> outcomes = new LinkedHashMap<>();
        for (MailAddress recipient : mail.getRecipients()) {
            outcomes.put(
                    recipient,
                    Optional.ofNullable(report.outcomes().get(OutgoingMail.onTheWire(recipient)))
                            .orElseGet(() -> new RecipientOutcome.Deferred(unaccountedFor(recipient))));
        }
        return outcomes;
    }

    private static Failure unaccountedFor(MailAddress recipient) {
        return internalFailure("The transport gave no account of " + recipient.asString());
    }

    /** A failure that is a defect of ours: the mail waits, the log has the details. */
    static Failure internalFailure(String text) {
        return new Failure(DeliveryStatus.OUR_DEFECT, Failure.Source.OURS, text, Optional.empty(), Optional.empty());
    }

    private void succeeded(Mail mail, Set<MailAddress> delivered, int asked) {
        outgoingMails.increment();
        settings.onSuccess().ifPresent(processor -> {
            try {
                passOn(mail, delivered, processor);
            } catch (MessagingException | RuntimeException e) {
                LOGGER.warn(
                        "Mail {} was delivered to {} of {} recipients, but the processor '{}' (onSuccess) did not take"
                                + " it. It is not sent again.",
                        mail.getName(),
                        delivered.size(),
                        asked,
                        processor,
                        e);
            }
        });
    }

    private void passOn(Mail mail, Collection<MailAddress> recipients, String processor) throws MessagingException {
        try (TaggedCopy copy = TaggedCopy.of(mail, recipients)) {
            context.sendMail(copy.mail(), processor);
        }
    }

    private void retryOrGiveUp(
            Mail mail,
            Map<MailAddress, Failure> failed,
            Map<MailAddress, RecipientOutcome.Deferred> deferred,
            int retries)
            throws MailQueueException {
        Map<MailAddress, Failure> givenUp = new LinkedHashMap<>(failed);
        Map<MailAddress, Failure> waiting = new LinkedHashMap<>();
        if (settings.retries().delayAfter(retries).isPresent()) {
            deferred.forEach((recipient, later) -> waiting.put(recipient, later.failure()));
        } else {
            deferred.forEach((recipient, later) -> givenUp.put(recipient, afterLastRetry(later, retries)));
        }
        if (!givenUp.isEmpty()) {
            waiting.putAll(nonDelivery.handOver(mail, givenUp));
        }
        if (!waiting.isEmpty()) {
            putBack(mail, waiting, retries);
        }
    }

    /** What the sender is told when the retries are over: a tag that could not be honoured for long was not honoured. */
    private static Failure afterLastRetry(RecipientOutcome.Deferred later, int retries) {
        Failure failure = later.onceGivenUp().orElseGet(later::failure);
        DeliveryStatus status = failure.status().equals(DeliveryStatus.ENCRYPTION_NEEDED_FOR_NOW)
                ? DeliveryStatus.ENCRYPTION_NEEDED
                : failure.status();
        return new Failure(
                status,
                failure.source(),
                failure.text() + " (given up after " + retries + " retries)",
                failure.host(),
                failure.rule());
    }

    private void putBack(Mail mail, Map<MailAddress, Failure> waiting, int retries) throws MailQueueException {
        mail.setRecipients(List.copyOf(waiting.keySet()));
        mail.setErrorMessage(waiting.values().iterator().next().text());
        mail.setAttribute(new Attribute(Bouncer.IS_DELIVERY_PERMANENT_ERROR, AttributeValue.of(false)));
        Retries.note(mail, retries + 1);
        mail.setLastUpdated(Date.from(clock.instant()));
        delayNotices.beforeRetry(mail, waiting, retries);
        if (settings.queuePriority() == QueuePriority.FIRST_ATTEMPTS_FIRST) {
            mail.setAttribute(MailPrioritySupport.LOW_PRIORITY_ATTRIBUTE);
        }
        queue.putBack(mail, settings.retries().delayAfter(retries).orElseGet(this::delayBeyondTheSchedule));
    }

    /** Only a report that can't be handed over waits longer than the schedule has steps. */
    private Duration delayBeyondTheSchedule() {
        return settings.retries().delays().stream()
                .reduce((first, second) -> second)
                .filter(last -> last.compareTo(SHORTEST_ENDLESS_DELAY) > 0)
                .orElse(SHORTEST_ENDLESS_DELAY);
    }
}
