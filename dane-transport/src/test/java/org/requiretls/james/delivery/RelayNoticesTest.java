package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.EVE;
import static org.requiretls.james.delivery.DeliveryParts.address;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.mailFrom;
import static org.requiretls.james.delivery.DeliveryParts.settings;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.delivery.DeliveryParts.Context;
import org.requiretls.james.delivery.DeliveryParts.Queue;
import org.requiretls.james.failure.RemoteHostCodec;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Relayed;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

@DisplayName("Notices about mail that a host without DSN has taken (RFC 3461 section 5.2.2)")
class RelayNoticesTest {

    private static final String ZOE = "zoe@one.test";
    private static final RecipientOutcome RELAYED = new Relayed("mx.one.test");

    private final Queue queue = new Queue();
    private final Context context = new Context();

    private void settle(Mail mail, Map<String, RecipientOutcome> outcomes, String... parameters) throws Exception {
        DeliverySettings settings = settings(parameters);
        new Settlement(
                        DeliveryParts.outgoing(queue, OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN),
                        settings,
                        context.asContext(),
                        new NonDelivery(
                                context.asContext(),
                                settings.bounceProcessor(),
                                () -> "sender.test",
                                Clock.systemUTC()),
                        new RecordingMetricFactory().generate("outgoingMails"),
                        Clock.systemUTC())
                .settle(mail, new DeliveryReport(outcomes));
    }

    private void settle(Mail mail, Map<String, RecipientOutcome> outcomes) throws Exception {
        settle(mail, outcomes, "relayedProcessor", "relayed");
    }

    private static MailImpl asking(MailImpl mail, Map<String, Notify> notify) {
        DsnParameters.Builder dsn = DsnParameters.builder();
        notify.forEach((recipient, wish) ->
                dsn.addRcptParameter(address(recipient), RecipientDsnParameters.of(EnumSet.of(wish))));
        mail.setDsnParameters(dsn.build().orElseThrow());
        return mail;
    }

    @Test
    @DisplayName("Who asked for a notice of success, and only about a host without DSN")
    void whoAsked() throws Exception {
        settle(
                asking(mail(BOB, EVE, ZOE), Map.of(BOB, Notify.SUCCESS, EVE, Notify.SUCCESS, ZOE, Notify.FAILURE)),
                Map.of(BOB, RELAYED, EVE, new Delivered("mx.dsn.test"), ZOE, RELAYED));

        assertThat(context.handed).hasSize(1);
        assertThat(context.handed.get(0).to()).isEqualTo("relayed");
        assertThat(context.handed.get(0).recipients()).containsExactly(BOB);
        assertThat(RemoteHostCodec.read(context.handed.get(0).mail())).contains("mx.one.test");
        assertThat(queue.enqueued).isEmpty();
    }

    @Test
    @DisplayName("Each host is told of apart")
    void byHost() throws Exception {
        Map<String, RecipientOutcome> outcomes = new LinkedHashMap<>();
        outcomes.put(BOB, RELAYED);
        outcomes.put(EVE, new Relayed("mx.two.test"));
        settle(asking(mail(BOB, EVE), Map.of(BOB, Notify.SUCCESS, EVE, Notify.SUCCESS)), outcomes);

        assertThat(context.handed)
                .extracting(handed -> RemoteHostCodec.read(handed.mail()).orElseThrow() + handed.recipients())
                .containsExactlyInAnyOrder("mx.one.test[" + BOB + "]", "mx.two.test[" + EVE + "]");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(TlsRequirement.class)
    @DisplayName("The copy has the tag of the mail")
    void tagged(TlsRequirement tag) throws Exception {
        settle(asking(mailFrom("alice@sender.test", tag, BOB), Map.of(BOB, Notify.SUCCESS)), Map.of(BOB, RELAYED));

        assertThat(TlsRequirementCodec.read(context.handed.get(0).mail())).isEqualTo(tag);
    }

    @Test
    @DisplayName("One that cannot be passed on does not bring the mail back on the queue")
    void refused() throws Exception {
        context.refuse(BOB);
        settle(asking(mail(BOB), Map.of(BOB, Notify.SUCCESS)), Map.of(BOB, RELAYED));

        assertThat(context.handed).isEmpty();
        assertThat(queue.enqueued).isEmpty();
    }

    @Test
    @DisplayName("A wish that cannot be read does not bring the mail back on the queue either")
    void damaged() throws Exception {
        settle(withDamagedWishes(mail(BOB)), Map.of(BOB, RELAYED));

        assertThat(context.handed).isEmpty();
        assertThat(queue.enqueued).isEmpty();
    }

    private static Mail withDamagedWishes(Mail mail) {
        return (Mail) Proxy.newProxyInstance(
                RelayNoticesTest.class.getClassLoader(), new Class<?>[] {Mail.class}, (self, method, arguments) -> {
                    if (method.getName().equals("dsnParameters")) {
                        throw new IllegalArgumentException("planted damage");
                    }
                    return method.invoke(mail, arguments);
                });
    }

    @Test
    @DisplayName("None about a mail without sender, and none without a processor for them")
    void none() throws Exception {
        settle(asking(mailFrom("", TlsRequirement.NONE, BOB), Map.of(BOB, Notify.SUCCESS)), Map.of(BOB, RELAYED));
        settle(asking(mail(BOB), Map.of(BOB, Notify.SUCCESS)), Map.of(BOB, RELAYED), "delayTime", "1 hour");

        assertThat(context.handed).isEmpty();
    }

    @Test
    @DisplayName("What the host took is done with, whether it knows DSN or not")
    void onSuccess() throws Exception {
        settle(mail(BOB), Map.of(BOB, RELAYED), "onSuccess", "sent");

        assertThat(context.handed)
                .singleElement()
                .satisfies(handed -> assertThat(handed.to()).isEqualTo("sent"));
    }
}
