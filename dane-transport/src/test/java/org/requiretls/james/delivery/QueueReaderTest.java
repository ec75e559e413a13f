package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.requiretls.james.delivery.DeliveryParts.Item;
import org.requiretls.james.delivery.DeliveryParts.Queue;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Timeout(60)
@DisplayName("The reader of the queue")
class QueueReaderTest {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Queue queue = new Queue();
    private final AtomicInteger readings = new AtomicInteger();
    private final List<MailQueueItem> seen = new CopyOnWriteArrayList<>();
    private final Scheduler scheduler = Schedulers.newSingle("test", true);
    private Disposable reading;

    @AfterEach
    void stop() {
        reading.dispose();
        scheduler.dispose();
    }

    private void read(Flux<MailQueueItem> first) {
        queue.source = Flux.defer(() -> readings.incrementAndGet() == 1 ? first : queue.offers.asFlux());
        reading = new QueueReader(queue, PAUSE)
                .items(scheduler)
                .subscribeOn(scheduler)
                .subscribe(seen::add);
    }

    @Test
    @DisplayName("A queue that fails is read again")
    void fails() throws Exception {
        Item before = new Item(mail(BOB));
        read(Flux.just((MailQueueItem) before)
                .concatWith(Flux.error(new IllegalStateException("planted: broker gone"))));
        await().until(() -> readings.get() == 2);

        Item after = queue.offer(mail(BOB));

        await().untilAsserted(() -> assertThat(seen).containsExactly(before, after));
    }

    @Test
    @DisplayName("A queue that ends is read again: RabbitMQ cancels its consumers when a queue moves to another node")
    void ends() throws Exception {
        Item before = new Item(mail(BOB));
        read(Flux.just(before));
        await().until(() -> readings.get() == 2);

        Item after = queue.offer(mail(BOB));

        await().untilAsserted(() -> assertThat(seen).containsExactly(before, after));
    }

    @Test
    @DisplayName("A queue that ends again and again is not asked in a hot loop")
    void pauses() {
        List<Instant> begun = new CopyOnWriteArrayList<>();
        queue.source = Flux.defer(() -> {
            begun.add(Instant.now());
            return Flux.empty();
        });
        reading = new QueueReader(queue, PAUSE)
                .items(scheduler)
                .subscribeOn(scheduler)
                .subscribe(seen::add);

        await().until(() -> begun.size() >= 4);
        for (int i = 1; i < 4; i++) {
            assertThat(Duration.between(begun.get(i - 1), begun.get(i))).isGreaterThanOrEqualTo(PAUSE);
        }
    }

    @Test
    @DisplayName("Who reads no more has no more read")
    void stops() {
        read(Flux.never());
        await().until(() -> readings.get() == 1);

        reading.dispose();

        await().during(PAUSE.multipliedBy(5)).until(() -> readings.get() == 1);
    }
}
