package org.requiretls.james.delivery;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.failure.DeliveryDelayCodec;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.hop.Failure;
import org.requiretls.james.tag.TaggedCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on a copy of mail that is late, once, so that its sender can be told (RFC 3461 section 4.1, NOTIFY=DELAY). It is
 * looked at after each attempt that failed; whether a sender wants to know is up to the processor.
 */
final class DelayNotices {

    private static final Logger LOGGER = LoggerFactory.getLogger(DelayNotices.class);

    /** String, an instant: the first attempt that failed. */
    private static final AttributeName WAITING_SINCE = AttributeName.of("org.requiretls.delivery-waiting-since");

    /** Boolean: the sender was told, or did not want to be. */
    private static final AttributeName PASSED_ON = AttributeName.of("org.requiretls.delivery-delay-passed-on");

    private final Optional<DelayNotice> notice;
    private final RetrySchedule schedule;
    private final MailetContext context;
    private final Clock clock;

    DelayNotices(Optional<DelayNotice> notice, RetrySchedule schedule, MailetContext context, Clock clock) {
        this.notice = notice;
        this.schedule = schedule;
        this.context = context;
        this.clock = clock;
    }

    /**
     * To be called before a mail goes back on the queue; notes on it what the next call has to know. Never fails: a
     * notice that cannot be passed on must not keep the mail from being tried again, and is tried again with it.
     *
     * @param waiting the recipients that are left
     * @param retries how often the mail has been retried; 0 after the first attempt
     */
    void beforeRetry(Mail mail, Map<MailAddress, Failure> waiting, int retries) {
        if (notice.isEmpty() || !mail.hasSender()) {
            return;
        }
        if (retries == 0) {
            mail.setAttribute(new Attribute(
                    WAITING_SINCE, AttributeValue.of(clock.instant().toString())));
            mail.removeAttribute(PASSED_ON);
        }
        if (isLate(mail, notice.get().after()) && mail.getAttribute(PASSED_ON).isEmpty()) {
            passOn(mail, waiting, retries, notice.get().processor());
        }
    }

    private boolean isLate(Mail mail, Duration after) {
        return AttributeUtils.getValueAndCastFromMail(mail, WAITING_SINCE, String.class)
                .flatMap(DelayNotices::instant)
                .filter(since -> !clock.instant().isBefore(since.plus(after)))
                .isPresent();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void passOn(Mail mail, Map<MailAddress, Failure> waiting, int retries, String processor) {
        try {
            for (Map.Entry<Failure, List<MailAddress>> group :
                    byFailure(waiting).entrySet()) {
                passOn(mail, group.getKey(), group.getValue(), retries, processor);
            }
            mail.setAttribute(new Attribute(PASSED_ON, AttributeValue.of(true)));
        } catch (MessagingException | RuntimeException e) {
            LOGGER.warn(
                    "Mail {} is late, and the processor '{}' (delayedProcessor) did not take the notice for its sender. The"
                            + " mail waits on, the notice is tried again after the next attempt.",
                    mail.getName(),
                    processor,
                    e);
        }
    }

    private static Map<Failure, List<MailAddress>> byFailure(Map<MailAddress, Failure> waiting) {
        return waiting.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    }

    private void passOn(Mail mail, Failure failure, List<MailAddress> recipients, int retries, String processor)
            throws MessagingException {
        try (TaggedCopy copy = TaggedCopy.of(mail, recipients)) {
            DeliveryFailureCodec.write(copy.mail(), NonDelivery.described(failure));
            DeliveryDelayCodec.writeGivenUpAt(copy.mail(), givenUpAt(retries));
            context.sendMail(copy.mail(), processor);
        }
    }

    /** When the last retry is due; the attempts themselves take time as well, so that it is the earliest moment. */
    private Instant givenUpAt(int retries) {
        return clock.instant().plus(schedule.delays().stream().skip(retries).reduce(Duration.ZERO, Duration::plus));
    }
}
