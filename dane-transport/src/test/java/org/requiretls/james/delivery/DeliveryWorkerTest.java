package org.requiretls.james.delivery;

import static org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus.RETRY;
import static org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.each;
import static org.requiretls.james.delivery.DeliveryParts.failure;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.settings;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.requiretls.james.delivery.DeliveryParts.Context;
import org.requiretls.james.delivery.DeliveryParts.Item;
import org.requiretls.james.delivery.DeliveryParts.Queue;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.smtpclient.WorkThreads;
import reactor.core.publisher.Flux;

@Timeout(60)
@DisplayName("The worker behind the queue")
class DeliveryWorkerTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final CompletableFuture<DeliveryReport> DELIVERED =
            CompletableFuture.completedFuture(new DeliveryReport(each(new Delivered("mx"), BOB)));
    private static final CompletableFuture<DeliveryReport> DEFERRED =
            CompletableFuture.completedFuture(new DeliveryReport(each(new Deferred(failure(450, "4.4.1")), BOB)));

    private final Queue queue = new Queue();
    private final Context context = new Context();
    private final List<Mail> tried = new CopyOnWriteArrayList<>();
    private final WorkThreads threads = new WorkThreads("test", Transport::defect);
    private DeliveryWorker worker;

    private void start(Function<Mail, CompletableFuture<DeliveryReport>> transport, Duration pause) {
        start(queue, transport, pause);
    }

    private void start(MailQueue from, Function<Mail, CompletableFuture<DeliveryReport>> transport, Duration pause) {
        start(
                from,
                transport,
                pause,
                new Admission.Limits(2, 2, 1 << 20, 2, Duration.ofMillis(50), 0, Duration.ofMinutes(10)));
    }

    private void start(
            MailQueue from,
            Function<Mail, CompletableFuture<DeliveryReport>> transport,
            Duration pause,
            Admission.Limits limits) {
        DeliverySettings settings = settings("delayTime", "10 msec", "maxRetries", "3");
        Clock clock = Clock.systemUTC();
        OutgoingQueue outgoing = DeliveryParts.outgoing(from, OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN);
        worker = new DeliveryWorker(
                from,
                outgoing,
                mail -> {
                    tried.add(mail);
                    return transport.apply(mail);
                },
                new Settlement(
                        outgoing,
                        settings,
                        context.asContext(),
                        new NonDelivery(context.asContext(), settings.bounceProcessor(), () -> "sender.test", clock),
                        new RecordingMetricFactory().generate("outgoingMails"),
                        clock),
                new RecordingMetricFactory(),
                new DeliveryWorker.Limits(limits, pause, LONG, LONG, LONG),
                threads);
        worker.start();
    }

    @AfterEach
    void stop() {
        worker.close();
        threads.close();
    }

    @Test
    @DisplayName("A delivered mail is acknowledged")
    void delivered() {
        start(mail -> DELIVERED, LONG);
        Item item = queue.offer(mail(BOB));

        await().until(() -> item.done.equals(List.of(SUCCESS)));
        assertThat(queue.enqueued).isEmpty();
    }

    @Test
    @DisplayName(
            "An exception of the transport, thrown or signalled, costs time, not mail, and not the mails behind it")
    void defects() {
        List<Function<Mail, CompletableFuture<DeliveryReport>>> defects = List.of(
                mail -> {
                    throw new IllegalStateException("planted");
                },
                mail -> CompletableFuture.failedFuture(new IllegalStateException("planted")),
                mail -> CompletableFuture.failedFuture(new StackOverflowError("planted")),
                mail -> DELIVERED);
        AtomicInteger next = new AtomicInteger();
        start(mail -> defects.get(next.getAndIncrement()).apply(mail), LONG);
        List<Item> items =
                List.of(queue.offer(mail(BOB)), queue.offer(mail(BOB)), queue.offer(mail(BOB)), queue.offer(mail(BOB)));

        await().untilAsserted(() ->
                assertThat(items).allSatisfy(item -> assertThat(item.done).containsExactly(SUCCESS)));
        assertThat(queue.enqueued).hasSize(3).allSatisfy(back -> {
            assertThat(back.recipients()).containsExactly(BOB);
            assertThat(back.mail().getErrorMessage()).contains("planted");
        });
    }

    @Test
    @DisplayName(
            "A queue that takes nothing back is not asked in a hot loop: the mail is held, and put back when it can be")
    void queueRefuses() {
        queue.full = true;
        start(mail -> DEFERRED, Duration.ofMillis(700));
        Item item = queue.offer(mail(BOB));

        await().until(() -> tried.size() == 1);
        await().during(Duration.ofMillis(300)).until(() -> item.done.isEmpty());
        queue.full = false;

        await().until(() -> item.done.equals(List.of(SUCCESS)));
        assertThat(queue.enqueued).hasSize(1);
        assertThat(Retries.of(queue.enqueued.get(0).mail())).isEqualTo(1);
        assertThat(tried).hasSize(1);
    }

    @Test
    @DisplayName("While the queue takes nothing back, a recipient that was reached is not sent the mail again")
    void reachedRecipientsAreNotAskedAgain() {
        queue.full = true;
        start(
                mail -> CompletableFuture.completedFuture(new DeliveryReport(
                        Map.of(BOB, new Delivered("mx"), "eve@one.test", new Deferred(failure(450, "4.4.1"))))),
                Duration.ofMillis(100));
        Item item = queue.offer(mail(BOB, "eve@one.test"));
        await().until(() -> tried.size() == 1);
        queue.full = false;

        await().until(() -> item.done.equals(List.of(SUCCESS)));
        assertThat(queue.enqueued).hasSize(1);
        assertThat(queue.enqueued.get(0).recipients()).containsExactly("eve@one.test");
    }

    @Test
    @DisplayName("A mail that can't even be looked at holds up no other, and is left to the queue")
    void damagedMail() {
        start(mail -> DELIVERED, Duration.ofMillis(50));
        Mail damaged = (Mail) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Mail.class}, (self, method, arguments) -> {
                    if (method.getName().startsWith("get")) {
                        throw new IllegalStateException("planted: damaged");
                    }
                    return null;
                });
        Item poison = queue.offer(damaged);
        Item following = queue.offer(mail(BOB));

        await().until(() -> following.done.equals(List.of(SUCCESS)));
        await().until(() -> poison.done.equals(List.of(RETRY)));
    }

    @Test
    @DisplayName("A destination that stalls gets its share; its other mail is put off, and mail for others goes on")
    void stallingDestination() {
        CompletableFuture<DeliveryReport> stalled = new CompletableFuture<>();
        start(
                queue,
                mail -> mail.getRecipients()
                                .iterator()
                                .next()
                                .getDomain()
                                .asString()
                                .equals("one.test")
                        ? stalled
                        : CompletableFuture.completedFuture(
                                new DeliveryReport(each(new Delivered("mx"), "carol@two.test"))),
                LONG,
                new Admission.Limits(4, 2, 1 << 20, 2, Duration.ofMillis(50), 0, Duration.ofMinutes(10)));
        List<Item> slow =
                List.of(queue.offer(mail(BOB)), queue.offer(mail(BOB)), queue.offer(mail(BOB)), queue.offer(mail(BOB)));
        Item other = queue.offer(mail("carol@two.test"));

        await().until(() -> other.done.equals(List.of(SUCCESS)));
        assertThat(slow).filteredOn(item -> item.done.isEmpty()).hasSize(2);
        assertThat(queue.enqueued).hasSize(2).allSatisfy(back -> {
            assertThat(Retries.of(back.mail())).isZero();
            assertThat(DueTime.of(back.mail())).isPresent();
        });
    }

    @Test
    @DisplayName("A delivery that a stop cuts off goes back untried")
    void cutOff() {
        CompletableFuture<DeliveryReport> underWay = new CompletableFuture<>();
        start(mail -> underWay, LONG);
        Item item = queue.offer(mail(BOB));
        await().until(() -> tried.size() == 1);

        worker.stop();
        worker.expectCutOff();
        underWay.complete(DEFERRED.join());

        assertThat(worker.awaitSettled(Duration.ofSeconds(10))).isTrue();
        assertThat(item.done).containsExactly(SUCCESS);
        assertThat(queue.delays).containsExactly(Duration.ZERO);
        assertThat(Retries.of(queue.enqueued.get(0).mail())).isZero();
    }

    @Test
    @DisplayName("A mail that is held is offered again at once when the server stops")
    void heldAtTheStop() {
        queue.full = true;
        start(mail -> DEFERRED, LONG);
        Item item = queue.offer(mail(BOB));
        await().until(() -> tried.size() == 1);

        worker.stop();

        await().until(() -> item.done.equals(List.of(RETRY)));
        assertThat(worker.awaitSettled(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    @DisplayName("An acknowledgement that fails after all was settled does not ask for the mail again")
    void acknowledgementFails() {
        start(mail -> DELIVERED, LONG);
        Item item = new Item(mail(BOB));
        item.acknowledgementFails = true;
        queue.offers.tryEmitNext(item).orThrow();
        Item following = queue.offer(mail(BOB));

        await().until(() -> following.done.equals(List.of(SUCCESS)));
        await().until(() -> item.done.equals(List.of(SUCCESS)));
    }

    @Test
    @DisplayName("A stop takes no more mail and waits for what is under way")
    void stopWhileUnderWay() {
        CompletableFuture<DeliveryReport> underWay = new CompletableFuture<>();
        start(mail -> underWay, LONG);
        Item item = queue.offer(mail(BOB));
        await().until(() -> tried.size() == 1);

        worker.stop();
        queue.offers.tryEmitNext(new Item(mail(BOB)));
        assertThat(worker.awaitSettled(Duration.ofMillis(200))).isFalse();
        assertThat(item.done).isEmpty();

        underWay.complete(DEFERRED.join());

        assertThat(worker.awaitSettled(Duration.ofSeconds(10))).isTrue();
        assertThat(item.done).containsExactly(SUCCESS);
        assertThat(queue.enqueued).hasSize(1);
        assertThat(tried).hasSize(1);
    }

    @Test
    @DisplayName("A mail for two domains, from before the gateways went, is split and not sent to the hosts of one")
    void mailOfSeveralDomains() {
        start(mail -> DELIVERED, LONG);
        Item item = queue.offer(mail(BOB, "carol@two.test"));

        await().until(() -> item.done.equals(List.of(SUCCESS)));
        assertThat(tried).isEmpty();
        assertThat(queue.enqueued)
                .extracting(each -> each.mail().getName(), each -> each.recipients())
                .containsExactly(
                        tuple("mail1-to-one.test", List.of(BOB)),
                        tuple("mail1-to-two.test", List.of("carol@two.test")));
    }

    @Test
    @DisplayName("A queue that fails to be read is read again")
    void queueFails() {
        AtomicInteger reads = new AtomicInteger();
        queue.source = Flux.defer(() -> reads.incrementAndGet() == 1
                ? Flux.error(new IllegalStateException("planted: broker gone"))
                : queue.offers.asFlux());
        start(mail -> DELIVERED, LONG);
        await().until(() -> reads.get() == 2);

        Item item = queue.offer(mail(BOB));

        await().until(() -> item.done.equals(List.of(SUCCESS)));
    }

    @Test
    @DisplayName("No more mails are under way at once than allowed")
    void concurrency() {
        CompletableFuture<DeliveryReport> underWay = new CompletableFuture<>();
        start(mail -> underWay, LONG);
        List<Item> items = List.of(queue.offer(mail(BOB)), queue.offer(mail(BOB)), queue.offer(mail(BOB)));
        await().until(() -> tried.size() == 2);
        await().during(Duration.ofMillis(200)).until(() -> tried.size() == 2);

        underWay.complete(DELIVERED.join());

        await().untilAsserted(() ->
                assertThat(items).allSatisfy(item -> assertThat(item.done).containsExactly(SUCCESS)));
    }

    @Test
    @DisplayName("With James's memory queue: deferred, tried again after the delay, delivered, nothing left behind")
    void onTheMemoryQueue() throws Exception {
        MemoryMailQueueFactory factory = new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());
        MemoryCacheableMailQueue memory = factory.createQueue(MailQueueName.of("outgoing"));
        start(memory, mail -> tried.size() < 3 ? DEFERRED : DELIVERED, LONG);

        memory.enQueue(mail(BOB));

        await().until(() -> tried.size() == 3);
        await().until(() -> memory.getSize() == 0);
        worker.close();
        memory.close();
    }
}
