package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Takes mail off the outgoing queue, has it delivered, and settles it. */
final class DeliveryWorker implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final String TRIAL_METRIC = "RemoteDeliveryTrial";

    private static final Duration FIRST_PAUSE_OF_THE_QUEUE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE_OF_THE_QUEUE = Duration.ofMinutes(1);

    private final MailQueue queue;
    private final OutgoingQueue outgoing;
    private final Function<Mail, CompletableFuture<DeliveryReport>> transport;
    private final Settlement settlement;
    private final MetricFactory metrics;
    private final Limits limits;
    private final Sinks.Empty<Void> stop = Sinks.empty();

    private CompletableFuture<Void> allSettled;
    private Scheduler dequeueing;
    private Scheduler settling;

    /**
     * @param concurrency how many mails are on their way at once, 1 or more
     * @param pauseAfterTrouble how long a mail is held that the queue would not take back: it offers such a mail again
     *     at once, and would be asked in a hot loop
     */
    record Limits(int concurrency, Duration pauseAfterTrouble) {}

    DeliveryWorker(
            MailQueue queue,
            OutgoingQueue outgoing,
            Function<Mail, CompletableFuture<DeliveryReport>> transport,
            Settlement settlement,
            MetricFactory metrics,
            Limits limits) {
        this.queue = queue;
        this.outgoing = outgoing;
        this.transport = transport;
        this.settlement = settlement;
        this.metrics = metrics;
        this.limits = limits;
    }

    void start() {
        dequeueing = Schedulers.newSingle("DaneRemoteDelivery-dequeue", true);
        settling = Schedulers.newBoundedElastic(
                Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE,
                Schedulers.DEFAULT_BOUNDED_ELASTIC_QUEUESIZE,
                "DaneRemoteDelivery-settle",
                60,
                true);
        // Ending the source, and not the subscription, lets what is under way run to its end.
        allSettled = Flux.from(queue.deQueue())
                .doOnError(e -> LOGGER.error(
                        "The queue {} can't be read; tried again in a moment.",
                        queue.getName().asString(),
                        e))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE_OF_THE_QUEUE)
                        .maxBackoff(LONGEST_PAUSE_OF_THE_QUEUE)
                        .transientErrors(true))
                .takeUntilOther(stop.asMono())
                .flatMap(this::process, limits.concurrency())
                .subscribeOn(dequeueing)
                .then()
                .toFuture();
    }

    /** Never signals an error: one mail's trouble must not end the stream of the others. */
    private Mono<Void> process(MailQueueItem item) {
        return Mono.defer(() -> outgoing.isOnePart(item.getMail()) ? deliverAndSettle(item) : split(item))
                .subscribeOn(settling)
                .onErrorResume(e -> {
                    LOGGER.error("Mail {} could not be settled and stays on the queue.", nameOf(item), e);
                    return Mono.empty();
                });
    }

    private Mono<Void> deliverAndSettle(MailQueueItem item) {
        TimeMetric trial = metrics.timer(TRIAL_METRIC);
        return Mono.fromFuture(() -> deliver(item.getMail()))
                .publishOn(settling)
                .flatMap(report -> store(item, () -> settlement.settle(item.getMail(), report)))
                .doFinally(any -> trial.stopAndPublish());
    }

    private Mono<Void> split(MailQueueItem item) {
        return store(item, () -> outgoing.accept(item.getMail()));
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

    private Mono<Void> store(MailQueueItem item, Storing storing) {
        try {
            storing.run();
        } catch (MailQueueException | RuntimeException e) {
            LOGGER.error(
                    "Mail {} could not be put back on the queue {}; in {} s the queue is asked to offer it again.",
                    nameOf(item),
                    queue.getName().asString(),
                    limits.pauseAfterTrouble().toSeconds(),
                    e);
            return offerAgainLater(item);
        }
        acknowledge(item, CompletionStatus.SUCCESS);
        return Mono.empty();
    }

    private Mono<Void> offerAgainLater(MailQueueItem item) {
        return Mono.delay(limits.pauseAfterTrouble(), settling)
                .takeUntilOther(stop.asMono())
                .then(Mono.fromRunnable(() -> acknowledge(item, CompletionStatus.RETRY)));
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
            LifecycleUtil.dispose(item.getMail());
        }
    }

    private static String nameOf(MailQueueItem item) {
        return item.getMail().getName();
    }

    /** Takes no more mail off the queue. */
    void stop() {
        stop.tryEmitEmpty();
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
        settling.dispose();
    }
}
