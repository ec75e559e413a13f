package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.EVE;
import static org.requiretls.james.delivery.DeliveryParts.failure;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.mailFrom;
import static org.requiretls.james.delivery.DeliveryParts.settings;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.delivery.DeliveryParts.Context;
import org.requiretls.james.failure.DeliveryDelayCodec;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.hop.Failure;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

@DisplayName("Notices about late mail")
class DelayNoticesTest {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final Failure DOWN = failure(450, "4.4.1");

    private final Context context = new Context();

    private void attemptFailed(Mail mail, int retries, Duration sinceStart, Map<MailAddress, Failure> waiting) {
        DeliverySettings settings = settings(
                "delayedProcessor",
                "delays",
                "delayNoticeAfter",
                "1 hour",
                "delayTime",
                "4*30 minute",
                "maxRetries",
                "4");
        Clock clock = Clock.fixed(START.plus(sinceStart), ZoneOffset.UTC);
        new DelayNotices(settings.delayNotice(), settings.retries(), context.asContext(), clock)
                .beforeRetry(mail, waiting, retries);
    }

    private static Map<MailAddress, Failure> forAll(Mail mail, Failure failure) {
        Map<MailAddress, Failure> waiting = new LinkedHashMap<>();
        mail.getRecipients().forEach(recipient -> waiting.put(recipient, failure));
        return waiting;
    }

    private void attemptFailed(Mail mail, int retries, Duration sinceStart) {
        attemptFailed(mail, retries, sinceStart, forAll(mail, DOWN));
    }

    @Test
    @DisplayName("One goes out, at the first failure that comes late enough, and says why and until when")
    void onceWhenLate() {
        Mail mail = mail(BOB);
        attemptFailed(mail, 0, Duration.ZERO);
        attemptFailed(mail, 1, Duration.ofMinutes(30));
        assertThat(context.handed).isEmpty();
        attemptFailed(mail, 2, Duration.ofMinutes(60));
        attemptFailed(mail, 3, Duration.ofMinutes(90));

        assertThat(context.handed).hasSize(1);
        assertThat(context.handed.get(0).to()).isEqualTo("delays");
        Mail notice = context.handed.get(0).mail();
        assertThat(DeliveryFailureCodec.read(notice, EnhancedStatus.UNDEFINED_PERMANENT)
                        .status())
                .hasToString("4.4.1");
        assertThat(DeliveryDelayCodec.readGivenUpAt(notice)).contains(START.plus(Duration.ofMinutes(120)));
    }

    @Test
    @DisplayName("The copy has the tag of the mail")
    void tagged() {
        Mail mail = mailFrom("alice@sender.test", TlsRequirement.REQUIRED, BOB);
        attemptFailed(mail, 0, Duration.ZERO);
        attemptFailed(mail, 1, Duration.ofHours(2));

        assertThat(TlsRequirementCodec.read(context.handed.get(0).mail())).isEqualTo(TlsRequirement.REQUIRED);
    }

    @Test
    @DisplayName("Recipients that wait for different reasons are told of apart")
    void byReason() throws Exception {
        Mail mail = mail(BOB, EVE);
        Map<MailAddress, Failure> waiting = new LinkedHashMap<>();
        waiting.put(new MailAddress(BOB), DOWN);
        waiting.put(new MailAddress(EVE), failure(450, "4.7.10"));
        attemptFailed(mail, 0, Duration.ZERO, waiting);
        attemptFailed(mail, 1, Duration.ofHours(1), waiting);

        assertThat(context.handed).hasSize(2);
        assertThat(context.handed.get(0).recipients()).containsExactly(BOB);
        assertThat(context.handed.get(1).recipients()).containsExactly(EVE);
    }

    @Test
    @DisplayName("One that could not be passed on is tried again, and does not stop the mail")
    void triedAgain() {
        Mail mail = mail(BOB);
        attemptFailed(mail, 0, Duration.ZERO);
        context.refuse(BOB);
        attemptFailed(mail, 1, Duration.ofHours(1));
        context.refusals.clear();
        attemptFailed(mail, 2, Duration.ofHours(2));

        assertThat(context.handed).hasSize(1);
    }

    @Test
    @DisplayName("A copy of a mail that waited long is not late from the start")
    void newLife() {
        Mail mail = mail(BOB);
        attemptFailed(mail, 0, Duration.ZERO);
        attemptFailed(mail, 1, Duration.ofHours(2));
        attemptFailed(mail, 0, Duration.ofHours(3));
        assertThat(context.handed).hasSize(1);
        attemptFailed(mail, 1, Duration.ofHours(4));
        assertThat(context.handed).hasSize(2);
    }

    @Test
    @DisplayName("None about a mail without sender, and none without a processor for them")
    void none() {
        Mail report = mailFrom("", TlsRequirement.NONE, BOB);
        attemptFailed(report, 0, Duration.ZERO);
        attemptFailed(report, 1, Duration.ofDays(1));
        new DelayNotices(
                        settings("delayNoticeAfter", "1 hour").delayNotice(),
                        new RetrySchedule(java.util.List.of()),
                        context.asContext(),
                        Clock.systemUTC())
                .beforeRetry(mail(BOB), forAll(mail(BOB), DOWN), 0);

        assertThat(context.handed).isEmpty();
    }
}
