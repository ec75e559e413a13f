package org.requiretls.james.failure;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** The one place that knows how the end of the retries is written onto a {@link Mail} that is late. */
public final class DeliveryDelayCodec {

    /** String, an instant of ISO 8601: when the mail is given up at the latest. */
    static final AttributeName GIVEN_UP_AT = AttributeName.of("org.requiretls.delivery-given-up-at");

    private DeliveryDelayCodec() {}

    public static void writeGivenUpAt(Mail mail, Instant givenUpAt) {
        mail.setAttribute(new Attribute(GIVEN_UP_AT, AttributeValue.of(givenUpAt.toString())));
    }

    /** Empty where it is not known, or damaged: then a notice does without. */
    public static Optional<Instant> readGivenUpAt(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, GIVEN_UP_AT, String.class)
                .flatMap(DeliveryDelayCodec::parse);
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
