package org.requiretls.james.delivery;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.delivery.DeliverySettings.QueuePriority;
import org.requiretls.james.dns.DnssecSelfTest;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.mtasts.cache.PolicyListener;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.smtpclient.WorkThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remote delivery as a whole: the queue, the worker behind it, and the transport that the worker uses. */
public final class Delivery implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Delivery.class);
    private static final String OUTGOING_METRIC = "outgoingMails";
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
    private static final Duration LONGEST_STOP_WITHOUT_CONNECTIONS = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_NO_ANSWER = Duration.ofMinutes(1);
    private static final Duration PAUSE_AFTER_QUEUE_TROUBLE = Duration.ofSeconds(10);
    private static final Duration PUT_OFF = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofSeconds(10);

    /** RabbitMQ closes the channel of who acknowledges nothing for half an hour, and offers it all again. */
    private static final Duration STAY = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Mail that waits for its time here, on a queue that keeps no delays. */
    private static final int WAITING = 2_000;

    /** Few replies take that long. */
    private static final Duration SLOW_AFTER = Duration.ofSeconds(10);

    /** Of the heap, for the content of mail on its way. */
    private static final int PART_OF_THE_HEAP = 4;

    private final DeliverySettings settings;
    private final MailQueue queue;
    private final OutgoingQueue outgoing;
    private final Transport transport;
    private final DeliveryWorker worker;
    private final DnssecWatch dnssec;
    private final Optional<TlsReporting> reporting;
    private final WorkThreads threads;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Delivery(
            DeliverySettings settings,
            MailQueue queue,
            OutgoingQueue outgoing,
            Transport transport,
            DeliveryWorker worker,
            DnssecWatch dnssec,
            Optional<TlsReporting> reporting,
            WorkThreads threads) {
        this.settings = settings;
        this.queue = queue;
        this.outgoing = outgoing;
        this.transport = transport;
        this.worker = worker;
        this.dnssec = dnssec;
        this.reporting = reporting;
        this.threads = threads;
    }

    /** Starts delivering what is on the queue. */
    public static Delivery start(
            DeliverySettings settings,
            MailQueue queue,
            MailetContext context,
            DomainList domains,
            MetricFactory metrics,
            PolicyListener policyListener) {
        Supplier<String> heloName = () -> heloName(settings, domains);
        tellOfLowerings(settings);
        Clock clock = Clock.systemUTC();
        Optional<TlsReporting> reporting =
                settings.reports().flatMap(reports -> TlsReporting.open(reports, settings.bind(), context, clock));
        WorkThreads threads = new WorkThreads("DaneRemoteDelivery", Transport::defect);
        HandOut handOut = HandOut.of(queue);
        Transport transport = Transport.open(
                settings,
                settings.deliveryDeadline().orElseGet(handOut::deliveryDeadline),
                heloName,
                policyListener,
                listeners(metrics, reporting),
                threads);
        reporting.ifPresent(reports -> reports.start(transport.lookup()));
        OutgoingQueue outgoing = new OutgoingQueue(
                queue,
                settings.gateways().isEmpty()
                        ? OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN
                        : OutgoingQueue.Parts.ALL_IN_ONE,
                handOut,
                clock);
        Settlement settlement = new Settlement(
                outgoing,
                settings,
                context,
                new NonDelivery(context, settings.bounceProcessor(), heloName, clock),
                metrics.generate(OUTGOING_METRIC),
                clock);
        DeliveryWorker worker = new DeliveryWorker(
                queue,
                outgoing,
                mail -> transport.engine().deliver(OutgoingMail.of(mail, context)),
                settlement,
                metrics,
                new DeliveryWorker.Limits(admission(settings), PAUSE_AFTER_QUEUE_TROUBLE, PUT_OFF, TURN, STAY),
                threads);
        worker.start();
        DnssecWatch dnssec = new DnssecWatch(
                transport.selfTest(settings.dnssecTest())::run,
                CompletableFuture.delayedExecutor(PAUSE_AFTER_NO_ANSWER.toSeconds(), TimeUnit.SECONDS),
                clock);
        dnssec.start();
        return new Delivery(settings, queue, outgoing, transport, worker, dnssec, reporting, threads);
    }

    private static AttemptListener listeners(MetricFactory metrics, Optional<TlsReporting> reporting) {
        List<AttemptListener> all = new ArrayList<>();
        all.add(new AttemptLog());
        reporting.map(TlsReporting::counter).ifPresent(all::add);
        all.add(new AttemptMetrics(metrics));
        return attempt -> all.forEach(listener -> listener.ended(attempt));
    }

    /** Half of all for one destination, unless there is only one: the gateway. */
    private static Admission.Limits admission(DeliverySettings settings) {
        int underWay = settings.concurrentDeliveries();
        return new Admission.Limits(
                underWay,
                settings.gateways().isEmpty() ? Math.max(1, underWay / 2) : underWay,
                Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP,
                WAITING,
                PATIENCE,
                settings.connections().overall(),
                SLOW_AFTER);
    }

    /**
     * How many items a broker should have handed out at once that are not acknowledged yet. Not as many as may be on
     * their way: those that nobody has got to yet lie here without an answer, and a broker takes that for a consumer that
     * hangs.
     */
    public static int mostUnacknowledged(DeliverySettings settings) {
        Admission.Limits limits = admission(settings);
        return limits.underWay() + limits.waiting();
    }

    /** Whoever reads the log should know what was given up on purpose. */
    private static void tellOfLowerings(DeliverySettings settings) {
        for (DestinationRule rule : settings.rules().all()) {
            if (rule.decision().lowers()) {
                LOGGER.warn(
                        "The rule for {} in <{}> lowers the protection of mail on purpose: {}.",
                        rule.destination(),
                        Parameter.TLS_RULES.key(),
                        rule.decision());
            }
        }
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
     *
     * @throws MailQueueException if the queue does not take it; the mail has the recipients that are left
     */
    public void accept(Mail mail) throws MailQueueException {
        if (settings.queuePriority() == QueuePriority.FIRST_ATTEMPTS_FIRST) {
            mail.setAttribute(MailPrioritySupport.HIGH_PRIORITY_ATTRIBUTE);
        }
        if (mail.getRecipients().isEmpty()) {
            LOGGER.warn("Mail {} has no recipients left, there is nothing to deliver.", mail.getName());
        } else {
            outgoing.accept(mail);
        }
    }

    /**
     * Whether DNSSEC validation works as far as the names to test with tell. Completes within twice the time-out of a
     * DNS lookup.
     */
    public CompletableFuture<DnssecSelfTest.Result> dnssecValidation() {
        return dnssec.current();
    }

    /**
     * Stops taking mail off the queue and frees everything. What is under way may end within a bound; then the
     * connections are cut, and the mail goes back on the queue.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        dnssec.close();
        worker.stop();
        if (!worker.awaitSettled(LONGEST_STOP)) {
            LOGGER.warn("Deliveries are still under way {} s after the stop; cut off.", LONGEST_STOP.toSeconds());
        }
        worker.expectCutOff();
        reporting.ifPresent(TlsReporting::close);
        transport.close();
        if (!worker.awaitSettled(LONGEST_STOP_WITHOUT_CONNECTIONS)) {
            LOGGER.warn("Mail that was not settled in time was not acknowledged; it is the queue's to offer it again.");
        }
        worker.close();
        threads.close();
        try {
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("The queue {} did not close", queue.getName().asString(), e);
        }
    }
}
