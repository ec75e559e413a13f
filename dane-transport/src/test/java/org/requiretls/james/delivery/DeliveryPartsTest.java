package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.SenderLab.address;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.trusted;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.MessageTag;
import reactor.core.publisher.Flux;

/** A message for several domains. */
class DeliveryPartsTest {

    @TempDir
    private Path folder;

    private final List<List<String>> queued = new ArrayList<>();

    @Test
    @Covers("R8689-4.2.1-17")
    void eachDomainIsAPartOfItsOwnThatFailsOrSucceedsAlone() throws Exception {
        Mail mail = FakeMail.builder()
                .name("mail")
                .sender("alice@client.test")
                .recipients("bob@good.test", "carol@bad.test", "dave@good.test")
                .build();
        DeliverySettings settings = MailetSettings.read(
                FakeMailetConfig.builder()
                        .mailetName("DaneRemoteDelivery")
                        .setProperty("heloName", "client.test")
                        .build(),
                Path::of);
        try (Delivery delivery = Delivery.start(
                settings,
                proxy(MailQueue.class, this::queue),
                FakeMailContext.defaultContext(),
                proxy(DomainList.class, (method, argument) -> null),
                proxy(MetricFactory.class, (method, argument) -> null),
                event -> {})) {
            delivery.accept(mail);
        }
        assertThat(queued)
                .containsExactlyInAnyOrder(List.of("bob@good.test", "dave@good.test"), List.of("carol@bad.test"));

        try (SenderLab lab = new SenderLab(folder)) {
            lab.dns.publish(
                    lab.dns.zone("good.test").mx(10, "mx.good.test").address("mx.good.test", address(1)),
                    lab.dns.zone("bad.test").mx(10, "mx.bad.test").address("mx.bad.test", address(2)));
            lab.start(1, capable(trusted("mx.good.test")));
            lab.start(2, capable(trusted("other.test")));
            assertThat(lab.send(MessageTag.REQUIRETLS, "bad.test")).isEqualTo("failed 5.7.10");
            assertThat(lab.send(MessageTag.REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
        }
    }

    private Object queue(String method, Object argument) {
        return switch (method) {
            case "getName" -> MailQueueName.of("outgoing");
            case "deQueue" -> Flux.never();
            case "enQueue" ->
                queued.add(((Mail) argument)
                        .getRecipients().stream().map(MailAddress::asString).toList());
            default -> null;
        };
    }

    private interface Calls {
        Object answer(String method, Object firstArgument);
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = calls.answer(method.getName(), arguments == null ? null : arguments[0]);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }
}
