package org.requiretls.james.delivery;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.delivery.DeliverySettings.QueuePriority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remote delivery as a whole: the queue, the worker behind it, and the transport that the worker uses. */
public final class Delivery implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Delivery.class);
    private static final String OUTGOING_METRIC = "outgoingMails";
    private static final String NAME_JUNCTION = "-to-";
    private static final Duration STOP_BOUND = Duration.ofSeconds(20);

    private final DeliverySettings settings;
    private final MailQueue queue;
    private final Transport transport;
    private final DeliveryWorker worker;

    private Delivery(DeliverySettings settings, MailQueue queue, Transport transport, DeliveryWorker worker) {
        this.settings = settings;
        this.queue = queue;
        this.transport = transport;
        this.worker = worker;
    }

    /** Starts delivering what is on the queue. */
    public static Delivery start(
            DeliverySettings settings,
            MailQueue queue,
            MailetContext context,
            DomainList domains,
            MetricFactory metrics) {
        Transport transport = Transport.open(settings, () -> heloName(settings, domains));
        Settlement settlement = new Settlement(
                queue,
                settings,
                context,
                new NonDelivery(context, settings.bounceProcessor()),
                metrics.generate(OUTGOING_METRIC),
                Clock.systemUTC());
        DeliveryWorker worker = new DeliveryWorker(
                queue, transport.engine(), settlement, context, metrics, settings.concurrentDeliveries(), STOP_BOUND);
        worker.start();
        return new Delivery(settings, queue, transport, worker);
    }

    private static String heloName(DeliverySettings settings, DomainList domains) {
        return settings.heloName().orElseGet(() -> {
            try {
                return domains.getDefaultDomain().asString();
            } catch (DomainListException e) {
                LOGGER.warn("The default domain can't be read, EHLO says 'localhost'; set <heloName>", e);
                return "localhost";
            }
        });
    }

    /**
     * Puts the mail on the queue, in one part for each recipient domain, so that one domain's trouble is not
     * another's.
     */
    public void accept(Mail mail) throws MailQueueException {
        if (settings.queuePriority() == QueuePriority.FIRST_ATTEMPTS_FIRST) {
            mail.setAttribute(MailPrioritySupport.HIGH_PRIORITY_ATTRIBUTE);
        }
        if (mail.getRecipients().isEmpty()) {
            LOGGER.warn("Mail {} has no recipients left, there is nothing to deliver.", mail.getName());
        } else if (settings.gateways().isEmpty()) {
            enqueueByDomain(mail);
        } else {
            queue.enQueue(mail);
        }
    }

    private void enqueueByDomain(Mail mail) throws MailQueueException {
        String name = mail.getName();
        Map<Domain, Collection<MailAddress>> parts = mail.getRecipients().stream()
                .collect(Collectors.groupingBy(MailAddress::getDomain, Collectors.toCollection(ArrayList::new)));
        for (Map.Entry<Domain, Collection<MailAddress>> part : parts.entrySet()) {
            mail.setRecipients(part.getValue());
            mail.setName(name + NAME_JUNCTION + part.getKey().name());
            queue.enQueue(mail);
        }
    }

    /** Stops taking mail off the queue, lets what is under way end within a bound, and frees everything. */
    @Override
    public void close() {
        worker.close();
        transport.close();
        try {
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("The queue {} did not close", queue.getName().asString(), e);
        }
    }
}
