package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.HopEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Takes mail off the outgoing queue, has it delivered, and settles it. */
final class DeliveryWorker implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final String TRIAL_METRIC = "RemoteDeliveryTrial";

    private final MailQueue queue;
    private final HopEngine engine;
    private final Settlement settlement;
    private final MailetContext context;
    private final MetricFactory metrics;
    private final int concurrency;
    private final Duration stopBound;
    private final Sinks.Empty<Void> stop = Sinks.empty();

    private CompletableFuture<Void> allSettled;
    private Scheduler dequeueing;
    private Scheduler settling;

    DeliveryWorker(
            MailQueue queue,
            HopEngine engine,
            Settlement settlement,
            MailetContext context,
            MetricFactory metrics,
            int concurrency,
            Duration stopBound) {
        this.queue = queue;
        this.engine = engine;
        this.settlement = settlement;
        this.context = context;
        this.metrics = metrics;
        this.concurrency = concurrency;
        this.stopBound = stopBound;
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
                .takeUntilOther(stop.asMono())
                .flatMap(this::process, concurrency)
                .subscribeOn(dequeueing)
                .doOnError(e -> LOGGER.error(
                        "The queue {} can't be read any more; mail on it stays there until James is restarted.",
                        queue.getName().asString(),
                        e))
                .then()
                .toFuture();
    }

    /** Never signals an error: one mail's trouble must not end the stream of the others. */
    private Mono<Void> process(MailQueueItem item) {
        TimeMetric trial = metrics.timer(TRIAL_METRIC);
        return Mono.fromFuture(() -> deliver(item.getMail()))
                .subscribeOn(settling)
                .publishOn(settling)
                .doOnNext(report -> settle(item, report))
                .onErrorResume(e -> {
                    LOGGER.error("Mail {} could not be settled and stays on the queue.", nameOf(item), e);
                    return Mono.empty();
                })
                .doFinally(any -> trial.stopAndPublish())
                .then();
    }

    private CompletableFuture<DeliveryReport> deliver(Mail mail) {
        try {
            return engine.deliver(OutgoingMail.of(mail, context)).exceptionally(e -> defect(mail, e));
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

    private void settle(MailQueueItem item, DeliveryReport report) {
        Mail mail = item.getMail();
        try {
            settlement.settle(mail, report);
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueueException | RuntimeException e) {
            LOGGER.error(
                    "Mail {} could not be put back on the queue {}; the queue is asked to offer it again as it was.",
                    mail.getName(),
                    queue.getName().asString(),
                    e);
            offerAgain(item);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    private static void offerAgain(MailQueueItem item) {
        try {
            item.done(CompletionStatus.RETRY);
        } catch (MailQueueException e) {
            LOGGER.error("Mail {}: not acknowledged, the queue still has it.", nameOf(item), e);
        }
    }

    private static String nameOf(MailQueueItem item) {
        return item.getMail().getName();
    }

    /** Takes no more mail, and waits for what is under way, within the bound; what is then left stays on the queue. */
    @Override
    public void close() {
        stop.tryEmitEmpty();
        try {
            allSettled.get(stopBound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOGGER.warn(
                    "Deliveries were still under way {} s after the stop; their mail stays on the queue and may arrive"
                            + " twice.",
                    stopBound.toSeconds());
        } catch (ExecutionException e) {
            LOGGER.debug("The queue had failed before the stop, as was logged then", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dequeueing.dispose();
        settling.dispose();
    }
}
