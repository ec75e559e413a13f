package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.EVE;
import static org.requiretls.james.delivery.DeliveryParts.TEXT;
import static org.requiretls.james.delivery.DeliveryParts.failure;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.mailFrom;
import static org.requiretls.james.delivery.DeliveryParts.settings;
import static org.requiretls.james.delivery.DeliveryParts.strings;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.server.core.MailImpl;
import org.apache.james.transport.mailets.remote.delivery.Bouncer;
import org.apache.james.transport.mailets.remote.delivery.DeliveryRetriesHelper;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.delivery.DeliveryParts.Context;
import org.requiretls.james.delivery.DeliveryParts.Handed;
import org.requiretls.james.delivery.DeliveryParts.Queue;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

@DisplayName("Settling a mail")
class SettlementTest {

    private static final String[] USUAL = {
        "bounceProcessor", "bounces", "onSuccess", "sent", "delayTime", "1 minute, 2 minutes", "maxRetries", "2"
    };
    private static final RecipientOutcome DELIVERED = new Delivered("mx.one.test");
    private static final RecipientOutcome DEFERRED = new Deferred(failure(450, "4.4.1"));
    private static final RecipientOutcome FAILED = new Failed(failure(550, "5.7.10"));

    private final Queue queue = new Queue();
    private final Context context = new Context();

    private void settle(Mail mail, Map<String, RecipientOutcome> outcomes, String... parameters)
            throws MailQueueException {
        settlement(parameters).settle(mail, new DeliveryReport(outcomes));
    }

    private Settlement settlement(String... parameters) {
        DeliverySettings settings = settings(parameters.length == 0 ? USUAL : parameters);
        Clock clock = Clock.systemUTC();
        return new Settlement(
                DeliveryParts.outgoing(queue, OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN),
                settings,
                context.asContext(),
                new NonDelivery(context.asContext(), settings.bounceProcessor(), () -> "sender.test", clock),
                new RecordingMetricFactory().generate("outgoingMails"),
                clock);
    }

    @Test
    @DisplayName("What a stop cut off goes back untried and without a delay; what was settled stays settled")
    void cutOff() throws Exception {
        MailImpl mail = afterRetries(1, mail(BOB, EVE, "zoe@one.test"));
        settlement()
                .settleCutOff(mail, new DeliveryReport(Map.of(BOB, DELIVERED, EVE, FAILED, "zoe@one.test", DEFERRED)));

        assertThat(only("sent").recipients()).containsExactly(BOB);
        assertThat(only("bounces").recipients()).containsExactly(EVE);
        assertThat(queue.enqueued).hasSize(1);
        assertThat(queue.enqueued.get(0).recipients()).containsExactly("zoe@one.test");
        assertThat(Retries.of(queue.enqueued.get(0).mail())).isEqualTo(1);
        assertThat(queue.delays).containsExactly(Duration.ZERO);
    }

    @Test
    @DisplayName("A mail that is put back says when it is due, for queues that keep no delays")
    void saysWhenItIsDue() throws Exception {
        Instant before = Instant.now();
        settle(mail(BOB), Map.of(BOB, DEFERRED));

        assertThat(DueTime.of(queue.enqueued.get(0).mail()))
                .hasValueSatisfying(due -> assertThat(Duration.between(before, due))
                        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90)));
    }

    private static MailImpl afterRetries(int retries, MailImpl mail) {
        mail.setState(Mail.ERROR);
        mail.setAttribute(DeliveryRetriesHelper.makeAttribute(retries));
        return mail;
    }

    private Handed only(String to) {
        assertThat(context.handed).filteredOn(handed -> handed.to().equals(to)).hasSize(1);
        return context.handed.stream()
                .filter(handed -> handed.to().equals(to))
                .findFirst()
                .orElseThrow();
    }

    private static DeliveryFailure told(Handed handed) {
        return DeliveryFailureCodec.read(handed.mail(), EnhancedStatus.UNDEFINED_PERMANENT);
    }

    @Test
    @DisplayName("Each recipient goes its own way: delivered, bounced, back on the queue")
    void eachItsOwnWay() throws Exception {
        settle(mail(BOB, EVE, "zoe@one.test"), Map.of(BOB, DELIVERED, EVE, FAILED, "zoe@one.test", DEFERRED));

        assertThat(only("sent").recipients()).containsExactly(BOB);
        assertThat(only("bounces").recipients()).containsExactly(EVE);
        assertThat(told(only("bounces")).status()).hasToString("5.7.10");
        assertThat(queue.enqueued).hasSize(1);
        Mail waiting = queue.enqueued.get(0).mail();
        assertThat(strings(waiting.getRecipients())).containsExactly("zoe@one.test");
        assertThat(waiting.getState()).isEqualTo(Mail.ERROR);
        assertThat(DeliveryRetriesHelper.retrieveRetries(waiting)).isEqualTo(1);
        assertThat(AttributeUtils.getValueAndCastFromMail(waiting, Bouncer.IS_DELIVERY_PERMANENT_ERROR, Boolean.class))
                .contains(false);
        assertThat(queue.delays).containsExactly(Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("The second retry waits for the second delay")
    void secondDelay() throws Exception {
        settle(afterRetries(1, mail(BOB)), Map.of(BOB, DEFERRED));

        assertThat(queue.delays).containsExactly(Duration.ofMinutes(2));
        assertThat(DeliveryRetriesHelper.retrieveRetries(queue.enqueued.get(0).mail()))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("A count from another life of the mail does not count")
    void countOfACopy() throws Exception {
        MailImpl copy = afterRetries(2, mail(BOB));
        copy.setState("transport");

        settle(copy, Map.of(BOB, DEFERRED));

        assertThat(DeliveryRetriesHelper.retrieveRetries(queue.enqueued.get(0).mail()))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A6: after the last retry the sender is told the problem as it was")
    void retriesExhausted() throws Exception {
        settle(afterRetries(2, mail(BOB)), Map.of(BOB, DEFERRED));

        assertThat(queue.enqueued).isEmpty();
        DeliveryFailure told = told(only("bounces"));
        assertThat(told.status()).hasToString("4.4.1");
        assertThat(told.diagnosticText()).isEqualTo("450 4.4.1 because (given up after 2 retries)");
    }

    @Test
    @DisplayName("A7: after the last retry of a tagged mail a definitive reason speaks, if there was one")
    void definitiveReasonOnceGivenUp() throws Exception {
        settle(
                afterRetries(2, mailFrom("alice@sender.test", TlsRequirement.REQUIRED, BOB)),
                Map.of(BOB, new Deferred(failure(450, "4.4.1"), Optional.of(failure(550, "5.7.30")))));

        assertThat(told(only("bounces")).status()).hasToString("5.7.30");
        assertThat(TlsRequirementCodec.read(only("bounces").mail())).isEqualTo(TlsRequirement.REQUIRED);
    }

    @Test
    @DisplayName("A7: a tag that could not be honoured for long was not honoured: 4.7.10 ends as 5.7.10")
    void transientSecurityReasonOnceGivenUp() throws Exception {
        settle(afterRetries(2, mail(BOB)), Map.of(BOB, new Deferred(failure(450, "4.7.10"))));

        assertThat(told(only("bounces")).status()).hasToString("5.7.10");
    }

    @Test
    @DisplayName("A bounce that can't be handed over leaves its recipients on the queue, and only those")
    void bounceRefused() throws Exception {
        context.refuse(EVE);
        String zoe = "zoe@one.test";
        settle(mail(BOB, EVE, zoe), Map.of(BOB, DELIVERED, EVE, FAILED, zoe, new Failed(failure(550, "5.1.1"))));

        assertThat(only("bounces").recipients()).containsExactly(zoe);
        assertThat(queue.enqueued).hasSize(1);
        assertThat(queue.enqueued.get(0).recipients()).containsExactly(EVE);
        assertThat(queue.delays).containsExactly(Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("A bounce that can't be handed over after the last retry is tried without end, but not hot")
    void bounceRefusedForEver() throws Exception {
        context.refuse(BOB);
        settle(
                afterRetries(7, mail(BOB)),
                Map.of(BOB, DEFERRED),
                "bounceProcessor",
                "bounces",
                "delayTime",
                "0",
                "maxRetries",
                "1");

        assertThat(queue.enqueued.get(0).recipients()).containsExactly(BOB);
        assertThat(queue.delays).containsExactly(Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("What can't be put back is the caller's: the mail has just these recipients")
    void queueRefuses() {
        queue.full = true;
        MailImpl mail = mail(BOB, EVE);

        assertThatThrownBy(() -> settle(mail, Map.of(BOB, DELIVERED, EVE, DEFERRED)))
                .isInstanceOf(MailQueueException.class);
        assertThat(strings(mail.getRecipients())).containsExactly(EVE);
    }

    @Test
    @DisplayName("A recipient without an account waits")
    void unaccountedFor() throws Exception {
        settle(mail(BOB, EVE), Map.of(BOB, DELIVERED));

        assertThat(queue.enqueued.get(0).recipients()).containsExactly(EVE);
    }

    @Test
    @DisplayName("onSuccess that fails does not make the mail go out again")
    void onSuccessFails() throws Exception {
        context.refuse(BOB);
        settle(mail(BOB), Map.of(BOB, DELIVERED));

        assertThat(queue.enqueued).isEmpty();
        assertThat(context.handed).isEmpty();
    }

    @Test
    @DisplayName("RFC 5321 6.1: nobody is told of a failed mail with an empty sender; one that can wait does")
    void nullSender() throws Exception {
        settle(mailFrom("", TlsRequirement.REQUIRED, BOB, EVE), Map.of(BOB, FAILED, EVE, DEFERRED));

        assertThat(context.handed).isEmpty();
        assertThat(queue.enqueued.get(0).recipients()).containsExactly(EVE);
    }

    @ParameterizedTest(name = "{0} after {1} retries: waits {2}")
    @CsvSource({
        "D2, 0, true",
        "D2, 1, true",
        "D2, 2, false",
        "D8, 0, true",
        "D8, 2, false",
        "D3, 0, false",
        "R6, 0, false"
    })
    @DisplayName("maxDnsProblemRetries: a domain that is not there is looked for so often before its mail bounces")
    void namelessRetries(Rule rule, int retries, boolean waits) throws Exception {
        MailImpl mail = retries == 0 ? mail(BOB) : afterRetries(retries, mail(BOB));
        settle(
                mail,
                Map.of(BOB, new Failed(failure(550, "5.1.2", Optional.of(rule)))),
                "bounceProcessor",
                "bounces",
                "maxDnsProblemRetries",
                "2");

        assertThat(queue.enqueued).hasSize(waits ? 1 : 0);
        assertThat(context.handed).hasSize(waits ? 0 : 1);
    }

    @Test
    @DisplayName("maxDnsProblemRetries beyond maxRetries: the smaller one holds, as in the stock mailet")
    void namelessRetriesBeyondTheSchedule() throws Exception {
        settle(
                afterRetries(1, mail(BOB)),
                Map.of(BOB, new Failed(failure(550, "5.1.2", Optional.of(Rule.D2)))),
                "bounceProcessor",
                "bounces",
                "maxDnsProblemRetries",
                "9",
                "maxRetries",
                "1");

        assertThat(queue.enqueued).isEmpty();
        assertThat(told(only("bounces")).status()).hasToString("5.1.2");
    }

    @Test
    @DisplayName("Without bounceProcessor an untagged mail gets James's own bounce")
    void withoutBounceProcessor() throws Exception {
        settle(mail(BOB), Map.of(BOB, FAILED), "maxRetries", "1");

        assertThat(only("James's own bounce").recipients()).containsExactly(BOB);
    }

    @Test
    @DisplayName(
            "Without bounceProcessor a tagged mail gets a report with its tag and without its content (RFC 8689 5)")
    void withoutBounceProcessorTagged() throws Exception {
        settle(mailFrom("alice@sender.test", TlsRequirement.REQUIRED, BOB), Map.of(BOB, FAILED), "maxRetries", "1");

        Handed report = only("root");
        assertThat(context.handed).hasSize(1);
        assertThat(report.recipients()).containsExactly("alice@sender.test");
        assertThat(report.mail().hasSender()).isFalse();
        assertThat(TlsRequirementCodec.read(report.mail())).isEqualTo(TlsRequirement.REQUIRED);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        report.mail().getMessage().writeTo(content);
        assertThat(content.toString(StandardCharsets.UTF_8))
                .contains("5.7.10", BOB)
                .doesNotContain(TEXT);
    }
}
