package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.mailet.Mail;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Takes mail off the outgoing queue, has it delivered, and settles it.
 *
 * <p>An item of the queue is acknowledged only when all that is left of its mail is stored elsewhere. Until then the
 * queue owns it, and offers it again after a crash.
 */
final class DeliveryWorker implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final String TRIAL_METRIC = "RemoteDeliveryTrial";

    private static final Duration PAUSE_OF_THE_READER = Duration.ofSeconds(1);
    private static final int PAUSES_GROW_TO = 30;

    private final MailQueue queue;
    private final OutgoingQueue outgoing;
    private final Function<Mail, CompletableFuture<DeliveryReport>> transport;
    private final Settlement settlement;
    private final MetricFactory metrics;
    private final Limits limits;
    private final Admission admission;
    private final Scheduler settling;
    private final Sinks.Empty<Void> stop = Sinks.empty();

    private CompletableFuture<Void> allSettled;
    private Scheduler dequeueing;
    private Scheduler admitting;
    private volatile boolean cutOff;

    /**
     * @param admission how many mails are on their way at once, and how many wait
     * @param pauseAfterTrouble until mail is offered once more to a queue that would not take it back; grows
     * @param putOff how long mail is put off where its destination has all that one may have
     * @param turn how long a mail stays that waits for its time, where there are so many that they take turns
     * @param stay how long it stays otherwise; brokers take back what is not acknowledged for long
     */
    record Limits(
            Admission.Limits admission, Duration pauseAfterTrouble, Duration putOff, Duration turn, Duration stay) {}

    /** @param threads may block; have to outlast the worker */
    DeliveryWorker(
            MailQueue queue,
            OutgoingQueue outgoing,
            Function<Mail, CompletableFuture<DeliveryReport>> transport,
            Settlement settlement,
            MetricFactory metrics,
            Limits limits,
            Executor threads) {
        this.queue = queue;
        this.outgoing = outgoing;
        this.transport = transport;
        this.settlement = settlement;
        this.metrics = metrics;
        this.limits = limits;
        this.settling = Schedulers.fromExecutor(threads);
        this.admission = new Admission(limits.admission());
    }

    void start() {
        dequeueing = Schedulers.newSingle("DaneRemoteDelivery-dequeue", true);
        admitting = Schedulers.newSingle("DaneRemoteDelivery-admit", true);
        // Ending the source, and not the subscription, lets what is under way run to its end.
        allSettled = new QueueReader(queue, PAUSE_OF_THE_READER)
                .items(dequeueing)
                .takeUntilOther(stop.asMono())
                // Queues block the thread that asks them, and admission the one that is asked for it.
                .subscribeOn(dequeueing)
                .publishOn(admitting, 1)
                .map(this::admit)
                .flatMap(
                        Function.identity(),
                        limits.admission().most() + limits.admission().waiting())
                .then()
                .toFuture();
    }

    /**
     * Waits until something may be done with the mail, and says what. The result never signals an error: one mail's
     * trouble must not end the stream of the others.
     */
    private Mono<Void> admit(MailQueueItem item) {
        return Mono.defer(admitted(item)).subscribeOn(settling).onErrorResume(e -> {
            LOGGER.error(
                    "Mail {} could not be dealt with; in {} s the queue is asked to offer it again.",
                    nameOf(item),
                    limits.pauseAfterTrouble().toSeconds(),
                    e);
            return pause(limits.pauseAfterTrouble()).then(offerAgain(item));
        });
    }

    private Supplier<Mono<Void>> admitted(MailQueueItem item) {
        try {
            Mail mail = item.getMail();
            Optional<Duration> early = outgoing.early(mail);
            if (early.isPresent()) {
                return admission.beginWaiting() ? () -> waitForItsTime(item, early.get()) : () -> offerAgain(item);
            }
            if (!outgoing.isOnePart(mail)) {
                return () -> store(item, () -> outgoing.accept(mail), () -> outgoing.accept(mail));
            }
            Admission.Pass pass = new Admission.Pass(outgoing.destination(mail), sizeOf(mail));
            return switch (admission.enter(pass)) {
                case DELIVER -> () -> deliverAndSettle(item).doFinally(any -> admission.left(pass));
                case PUT_OFF -> () -> putOff(item);
                case LEAVE -> () -> offerAgain(item);
            };
        } catch (RuntimeException e) {
            return () -> Mono.error(e);
        }
    }

    /** Content that can't be read has no size; what to do about it is found out when it is sent. */
    private static long sizeOf(Mail mail) {
        try {
            return Math.max(0, mail.getMessageSize());
        } catch (MessagingException e) {
            return 0;
        }
    }

    private Mono<Void> deliverAndSettle(MailQueueItem item) {
        TimeMetric trial = metrics.timer(TRIAL_METRIC);
        Mail mail = item.getMail();
        return Mono.fromFuture(() -> deliver(mail))
                .publishOn(settling)
                .flatMap(report -> store(item, () -> settle(mail, report), () -> outgoing.putBackAgain(mail)))
                .doFinally(any -> trial.stopAndPublish());
    }

    private void settle(Mail mail, DeliveryReport report) throws MailQueueException {
        if (cutOff) {
            settlement.settleCutOff(mail, report);
        } else {
            settlement.settle(mail, report);
        }
    }

    private Mono<Void> putOff(MailQueueItem item) {
        LOGGER.debug("Mail {} is put off: much mail for its destination is under way, and stays.", nameOf(item));
        Mail mail = item.getMail();
        return store(item, () -> outgoing.putBack(mail, limits.putOff()), () -> outgoing.putBackAgain(mail));
    }

    /** Keeps the mail until it is due, or for as long as one may stay; then the queue gets it back. */
    private Mono<Void> waitForItsTime(MailQueueItem item, Duration left) {
        Duration longest = admission.isWaitingRoomCrowded() ? limits.turn() : limits.stay();
        return pause(left.compareTo(longest) > 0 ? longest : left)
                .flatMap(over -> over
                        ? store(
                                item,
                                () -> outgoing.putBackAgain(item.getMail()),
                                () -> outgoing.putBackAgain(item.getMail()))
                        : offerAgain(item))
                .doFinally(any -> admission.endWaiting());
    }

    /** True after the pause, false as soon as the worker stops. */
    private Mono<Boolean> pause(Duration length) {
        return Mono.delay(length)
                .takeUntilOther(stop.asMono())
                .map(any -> true)
                .defaultIfEmpty(false)
                .publishOn(settling);
    }

    private CompletableFuture<DeliveryReport> deliver(Mail mail) {
        try {
            return transport.apply(mail).exceptionally(e -> defect(mail, e));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(defect(mail, e));
        }
    }

    /** An exception is a defect of ours: it may cost time, not mail. */
    private static DeliveryReport defect(Mail mail, Throwable cause) {
        LOGGER.error(
                "Unforeseen failure while delivering mail {} to {}; it stays on the queue and is tried again.",
                mail.getName(),
                mail.getRecipients(),
                cause);
        Map<String, RecipientOutcome> outcomes = new HashMap<>();
        for (MailAddress recipient : mail.getRecipients()) {
            outcomes.put(
                    OutgoingMail.onTheWire(recipient),
                    new RecipientOutcome.Deferred(Settlement.internalFailure("Internal error: " + cause)));
        }
        return new DeliveryReport(outcomes);
    }

    /** Stores what is known about a mail somewhere else than in the dequeued item. */
    private interface Storing {
        void run() throws MailQueueException;
    }

    private Mono<Void> store(MailQueueItem item, Storing storing, Storing again) {
        return store(item, storing, again, limits.pauseAfterTrouble());
    }

    /**
     * A queue that takes nothing (a full disk, a broker that is gone) is asked again and again, and keeps its own copy
     * meanwhile. It is not told to offer that one: recipients that were reached would get the mail twice, and ActiveMQ
     * puts aside what it has offered too often.
     */
    private Mono<Void> store(MailQueueItem item, Storing storing, Storing again, Duration pause) {
        try {
            storing.run();
        } catch (MailQueueException | RuntimeException e) {
            LOGGER.error(
                    "Mail {} could not be put back on the queue {} for {}; tried again in {} s.",
                    nameOf(item),
                    outgoing.name(),
                    item.getMail().getRecipients(),
                    pause.toSeconds(),
                    e);
            return pause(pause).flatMap(over -> over ? store(item, again, again, longer(pause)) : offerAgain(item));
        }
        acknowledge(item, CompletionStatus.SUCCESS);
        return Mono.empty();
    }

    private Duration longer(Duration pause) {
        Duration longest = limits.pauseAfterTrouble().multipliedBy(PAUSES_GROW_TO);
        return pause.multipliedBy(2).compareTo(longest) > 0 ? longest : pause.multipliedBy(2);
    }

    private static Mono<Void> offerAgain(MailQueueItem item) {
        return Mono.fromRunnable(() -> acknowledge(item, CompletionStatus.RETRY));
    }

    private static void acknowledge(MailQueueItem item, CompletionStatus status) {
        try {
            item.done(status);
        } catch (MailQueueException | RuntimeException e) {
            LOGGER.error(
                    "The queue took no note of {} for mail {}; should it offer the mail again, recipients may get it"
                            + " twice.",
                    status,
                    nameOf(item),
                    e);
        } finally {
            dispose(item);
        }
    }

    private static void dispose(MailQueueItem item) {
        try {
            LifecycleUtil.dispose(item.getMail());
        } catch (RuntimeException e) {
            LOGGER.warn(
                    "Mail {} could not be let go of; its memory or file may stay until the restart.", nameOf(item), e);
        }
    }

    /** For the log, whose lines about a damaged mail must not fail over it. */
    private static String nameOf(MailQueueItem item) {
        try {
            return item.getMail().getName();
        } catch (RuntimeException e) {
            return "(without a name that can be read: " + e + ")";
        }
    }

    /** Takes no more mail off the queue; mail that waits is left to it. */
    void stop() {
        stop.tryEmitEmpty();
        admission.close();
    }

    /** From now on a delivery that fails was cut off by us, and does not count as tried. */
    void expectCutOff() {
        cutOff = true;
    }

    /** Waits for what is under way; whether it came to its end within the bound. */
    boolean awaitSettled(Duration bound) {
        try {
            allSettled.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            LOGGER.error("The deliveries had ended before the stop", e);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops and frees the threads; what is still under way is not acknowledged. */
    @Override
    public void close() {
        stop();
        dequeueing.dispose();
        admitting.dispose();
    }
}
