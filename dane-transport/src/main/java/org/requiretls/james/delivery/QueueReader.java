package org.requiretls.james.delivery;

import java.time.Duration;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Reads a queue without an end. A reading that fails is begun anew, and so is one that ends: a broker cancels its
 * consumers when it moves a queue to another of its nodes, and would be asked for nothing any more.
 */
final class QueueReader {

    private static final Logger LOGGER = LoggerFactory.getLogger(QueueReader.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final MailQueue queue;
    private final Duration pause;

    /** @param pause before a reading is begun anew; grows to a minute where readings fail one after the other */
    QueueReader(MailQueue queue, Duration pause) {
        this.queue = queue;
        this.pause = pause;
    }

    /** @param scheduler on which readings are begun anew; queues may block it */
    Flux<MailQueueItem> items(Scheduler scheduler) {
        return Flux.<MailQueueItem>defer(() -> Flux.from(queue.deQueue()))
                .doOnError(e -> LOGGER.error("The queue {} can't be read; tried again in a moment.", name(), e))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, pause)
                        .maxBackoff(LONGEST_PAUSE)
                        .scheduler(scheduler)
                        .transientErrors(true))
                .doOnComplete(() -> LOGGER.warn(
                        "The queue {} has ended our reading, as a broker does that moves or deletes it; read anew in"
                                + " {} ms.",
                        name(),
                        pause.toMillis()))
                .repeatWhen(ends -> ends.delayElements(pause, scheduler));
    }

    private String name() {
        return queue.getName().asString();
    }
}
