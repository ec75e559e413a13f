package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.delivery.DeliveryParts.each;
import static org.requiretls.james.delivery.DeliveryParts.failure;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.settings;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.mail.MessagingException;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.smtpclient.WorkThreads;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@DisplayName("On a queue that keeps no delays, as RabbitMQ's")
class QueueWithoutDelaysTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration TURN = Duration.ofMillis(200);

    private final WithoutDelays queue = new WithoutDelays();
    private final Map<String, List<Instant>> tries = new ConcurrentHashMap<>();
    private final WorkThreads threads = new WorkThreads("test", Transport::defect);
    private DeliveryWorker worker;

    @AfterEach
    void stop() {
        worker.close();
        threads.close();
    }

    private void start(Function<Mail, Boolean> delivers, int waiting, String delay) {
        start(delivers, waiting, delay, LONG);
    }

    private void start(Function<Mail, Boolean> delivers, int waiting, String delay, Duration stay) {
        DeliverySettings settings = settings("delayTime", delay, "maxRetries", "100");
        Clock clock = Clock.systemUTC();
        OutgoingQueue outgoing =
                new OutgoingQueue(queue, OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN, HandOut.of(queue), clock);
        DeliveryParts.Context context = new DeliveryParts.Context();
        worker = new DeliveryWorker(
                queue,
                outgoing,
                mail -> {
                    tries.computeIfAbsent(mail.getName(), any -> new CopyOnWriteArrayList<>())
                            .add(clock.instant());
                    String recipient = OutgoingMail.onTheWire(
                            mail.getRecipients().iterator().next());
                    return CompletableFuture.completedFuture(new DeliveryReport(each(
                            delivers.apply(mail) ? new Delivered("mx") : new Deferred(failure(450, "4.4.1")),
                            recipient)));
                },
                new Settlement(
                        outgoing,
                        settings,
                        context.asContext(),
                        new NonDelivery(context.asContext(), settings.bounceProcessor(), () -> "sender.test", clock),
                        new RecordingMetricFactory().generate("outgoingMails"),
                        clock),
                new RecordingMetricFactory(),
                new DeliveryWorker.Limits(
                        new Admission.Limits(10, 5, 1 << 20, waiting, Duration.ofMillis(50), 0, Duration.ofMinutes(10)),
                        LONG,
                        LONG,
                        TURN,
                        stay),
                threads);
        worker.start();
    }

    private static MailImpl named(String name) {
        MailImpl mail = mail(name + "@" + name + ".test");
        mail.setName(name);
        return mail;
    }

    @Test
    @DisplayName("A deferred mail comes back at once, and is tried again only when it is due")
    void waits() throws Exception {
        start(mail -> tries.get(mail.getName()).size() >= 3, 10, "500 msec");
        queue.enQueue(named("slow"));

        await().until(() -> tries.containsKey("slow") && tries.get("slow").size() == 3 && queue.unacknowledged() == 0);

        List<Instant> at = tries.get("slow");
        assertThat(Duration.between(at.get(0), at.get(1))).isGreaterThanOrEqualTo(Duration.ofMillis(490));
        assertThat(Duration.between(at.get(1), at.get(2))).isGreaterThanOrEqualTo(Duration.ofMillis(490));
        assertThat(queue.ready.isEmpty()).isTrue();
        // Each try: once off the queue to be tried, once to wait.
        assertThat(queue.handedOut.get()).isLessThanOrEqualTo(6);
    }

    @Test
    @DisplayName("More waiting mail than there is room for takes turns: new mail gets past, and the queue is not spun")
    void turns() throws Exception {
        start(mail -> mail.getName().equals("new"), 4, "1 hour");
        for (int i = 0; i < 20; i++) {
            queue.enQueue(named("old" + i));
        }
        await().until(() -> tries.size() == 20);
        int before = queue.handedOut.get();
        Instant start = Instant.now();
        queue.enQueue(named("new"));

        await().until(() -> tries.containsKey("new"));

        // 20 mails, 4 at a time, a turn each; before the first one is even looked at.
        assertThat(Duration.between(start, Instant.now())).isLessThan(TURN.multipliedBy(20));
        long turns = Duration.between(start, Instant.now()).toMillis() / TURN.toMillis() + 2;
        assertThat(queue.handedOut.get() - before).isLessThanOrEqualTo((int) (4 * turns) + 1);
        assertThat(queue.unacknowledged()).isLessThanOrEqualTo(5);
        assertThat(tries.values()).allSatisfy(each -> assertThat(each).hasSize(1));
    }

    @Test
    @DisplayName("A mail that waits for long is put back in between: a broker takes what is not acknowledged from us")
    void stays() throws Exception {
        start(mail -> false, 10, "1 hour", TURN);
        queue.enQueue(named("slow"));

        await().until(() -> queue.handedOut.get() >= 5);

        assertThat(tries.get("slow")).hasSize(1);
        assertThat(queue.unacknowledged()).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("A stop gives the waiting mail back to the queue")
    void stopped() throws Exception {
        start(mail -> false, 10, "1 hour");
        queue.enQueue(named("slow"));
        await().until(() -> queue.handedOut.get() == 2);

        worker.stop();

        assertThat(worker.awaitSettled(Duration.ofSeconds(10))).isTrue();
        // Or it is handed out once more before the queue hears of the stop, and never acknowledged.
        await().until(() -> queue.ready.size() + queue.unacknowledged() == 1);
    }

    @Test
    @DisplayName("A queue that keeps delays and hands a mail out early was flushed: the mail is tried")
    void flushed() {
        MailImpl mail = named("flushed");
        DueTime.note(mail, Instant.now().plusSeconds(3600));
        OutgoingQueue keeps =
                new OutgoingQueue(queue, OutgoingQueue.Parts.ALL_IN_ONE, HandOut.PULLED, Clock.systemUTC());
        OutgoingQueue ignores =
                new OutgoingQueue(queue, OutgoingQueue.Parts.ALL_IN_ONE, HandOut.PUSHED, Clock.systemUTC());
        start(any -> true, 1, "1 hour");

        assertThat(keeps.early(mail)).isEmpty();
        assertThat(ignores.early(mail)).isPresent();
    }

    @Test
    @DisplayName("A note that can't be read, or lies years ahead, does not keep a mail for ever")
    void damagedNote() {
        OutgoingQueue ignores =
                new OutgoingQueue(queue, OutgoingQueue.Parts.ALL_IN_ONE, HandOut.PUSHED, Clock.systemUTC());
        MailImpl unreadable = named("unreadable");
        unreadable.setAttribute(new Attribute(DueTime.NAME, AttributeValue.of("the day after tomorrow")));
        MailImpl otherType = named("other-type");
        otherType.setAttribute(new Attribute(DueTime.NAME, AttributeValue.of(12)));
        MailImpl far = named("far");
        DueTime.note(far, Instant.now().plus(Duration.ofDays(4000)));
        start(any -> true, 1, "1 hour");

        assertThat(ignores.early(unreadable)).isEmpty();
        assertThat(ignores.early(otherType)).isEmpty();
        assertThat(ignores.early(far))
                .hasValueSatisfying(wait -> assertThat(wait).isLessThan(Duration.ofDays(8)));
    }

    /** Whatever goes in comes out at once; what is not acknowledged belongs to the queue. */
    private static final class WithoutDelays implements MailQueue {

        final LinkedBlockingQueue<Mail> ready = new LinkedBlockingQueue<>();
        final AtomicInteger handedOut = new AtomicInteger();
        private final AtomicInteger acknowledged = new AtomicInteger();

        int unacknowledged() {
            return handedOut.get() - acknowledged.get();
        }

        @Override
        public MailQueueName getName() {
            return MailQueueName.of("outgoing");
        }

        @Override
        public void enQueue(Mail mail, Duration ignored) throws MailQueueException {
            try {
                MailImpl stored = MailImpl.duplicate(mail);
                stored.setName(mail.getName());
                stored.setState(mail.getState());
                ready.add(stored);
            } catch (MessagingException e) {
                throw new MailQueueException("not copied", e);
            }
        }

        @Override
        public void enQueue(Mail mail) throws MailQueueException {
            enQueue(mail, Duration.ZERO);
        }

        @Override
        public Mono<Void> enqueueReactive(Mail mail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flux<MailQueueItem> deQueue() {
            return Mono.fromCallable(this::next).repeat();
        }

        private MailQueueItem next() throws InterruptedException {
            Mail mail = ready.poll(20, TimeUnit.MILLISECONDS);
            return mail == null ? null : item(mail);
        }

        private MailQueueItem item(Mail mail) {
            handedOut.incrementAndGet();
            return new MailQueueItem() {
                @Override
                public Mail getMail() {
                    return mail;
                }

                @Override
                public void done(CompletionStatus status) {
                    if (status == CompletionStatus.RETRY) {
                        ready.add(mail);
                    }
                    acknowledged.incrementAndGet();
                }
            };
        }

        @Override
        public void close() {}
    }
}
