package org.requiretls.james.delivery;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.requiretls.james.hop.Failure;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What the tests of this package play with in place of James. */
final class DeliveryParts {

    static final String BOB = "bob@one.test";
    static final String EVE = "eve@one.test";
    static final String TEXT = "the body that nobody else may see";

    private DeliveryParts() {}

    static DeliverySettings settings(String... keysAndValues) {
        FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("DaneRemoteDelivery");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        try {
            return MailetSettings.read(config.build(), Path::of);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    static MailImpl mail(String... recipients) {
        return mailFrom("alice@sender.test", TlsRequirement.NONE, recipients);
    }

    static MailImpl mailFrom(String sender, TlsRequirement tag, String... recipients) {
        try {
            MailImpl.Builder builder = MailImpl.builder()
                    .name("mail1")
                    .addRecipients(addresses(recipients))
                    .mimeMessage(MimeMessageBuilder.mimeMessageBuilder()
                            .setSubject("hello")
                            .setText(TEXT)
                            .build());
            MailImpl mail = (sender.isEmpty() ? builder : builder.sender(sender)).build();
            TlsRequirementCodec.write(mail, tag);
            return mail;
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    static MailAddress address(String text) {
        try {
            return new MailAddress(text);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    static List<MailAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(DeliveryParts::address).toList();
    }

    static Failure failure(int basic, String enhanced) {
        return failure(basic, enhanced, Optional.empty());
    }

    static Failure failure(int basic, String enhanced, Optional<Rule> rule) {
        return new Failure(
                DeliveryStatus.of(basic, enhanced),
                Failure.Source.OURS,
                basic + " " + enhanced + " because",
                Optional.of("mx.one.test"),
                rule);
    }

    /** An outgoing queue on this one that relies on its delays. */
    static OutgoingQueue outgoing(MailQueue queue, OutgoingQueue.Parts parts) {
        return new OutgoingQueue(queue, parts, HandOut.PULLED, Clock.systemUTC());
    }

    /** A mail that was handed to somebody, as it was then. */
    record Handed(Mail mail, String to) {
        List<String> recipients() {
            return strings(mail.getRecipients());
        }
    }

    static List<String> strings(Collection<MailAddress> addresses) {
        return addresses.stream().map(MailAddress::asString).sorted().toList();
    }

    /** Takes mail and bounces, or refuses to. */
    static final class Context {

        final List<Handed> handed = new CopyOnWriteArrayList<>();
        final List<String> refusals = new ArrayList<>();

        /** Mail for this recipient is not taken. */
        void refuse(String recipient) {
            refusals.add(recipient);
        }

        MailetContext asContext() {
            return (MailetContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {MailetContext.class}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "sendMail":
                                take((Mail) arguments[0], arguments.length > 1 ? (String) arguments[1] : "root");
                                return null;
                            case "bounce":
                                take((Mail) arguments[0], "James's own bounce");
                                return null;
                            case "getPostmaster":
                                return address("postmaster@sender.test");
                            default:
                                throw new UnsupportedOperationException(method.toString());
                        }
                    });
        }

        private void take(Mail mail, String to) throws MessagingException {
            if (strings(mail.getRecipients()).stream().anyMatch(refusals::contains)) {
                throw new MessagingException("planted refusal");
            }
            handed.add(new Handed(MailImpl.duplicate(mail), to));
        }
    }

    /** A queue whose every step shows. */
    static final class Queue implements MailQueue {

        final List<Handed> enqueued = new CopyOnWriteArrayList<>();
        final List<Duration> delays = new CopyOnWriteArrayList<>();
        final Sinks.Many<MailQueueItem> offers = Sinks.many().multicast().onBackpressureBuffer();
        volatile Flux<MailQueueItem> source = offers.asFlux();
        volatile boolean full;
        volatile String fullForDomain = "";

        Item offer(Mail mail) {
            Item item = new Item(mail);
            offers.tryEmitNext(item).orThrow();
            return item;
        }

        @Override
        public MailQueueName getName() {
            return MailQueueName.of("outgoing");
        }

        @Override
        public void enQueue(Mail mail, Duration delay) throws MailQueueException {
            boolean refused = full
                    || mail.getRecipients().stream()
                            .anyMatch(each -> each.getDomain().asString().equals(fullForDomain));
            if (refused) {
                throw new MailQueueException("planted: full");
            }
            try {
                MailImpl stored = MailImpl.duplicate(mail);
                stored.setName(mail.getName());
                stored.setState(mail.getState());
                enqueued.add(new Handed(stored, "queue"));
                delays.add(delay);
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
            return Flux.defer(() -> source);
        }

        @Override
        public void close() {
            offers.tryEmitComplete();
        }
    }

    static final class Item implements MailQueue.MailQueueItem {

        final List<CompletionStatus> done = new CopyOnWriteArrayList<>();
        volatile boolean acknowledgementFails;
        private final Mail mail;

        Item(Mail mail) {
            this.mail = mail;
        }

        @Override
        public Mail getMail() {
            return mail;
        }

        @Override
        public void done(CompletionStatus status) throws MailQueue.MailQueueException {
            done.add(status);
            if (acknowledgementFails) {
                throw new MailQueue.MailQueueException("planted: not acknowledged");
            }
        }
    }

    static <V> Map<String, V> each(V value, String... recipients) {
        Map<String, V> all = new HashMap<>();
        for (String recipient : recipients) {
            all.put(recipient, value);
        }
        return all;
    }
}
