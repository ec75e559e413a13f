package org.requiretls.james.delivery;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * When a mail that was put back on the queue may be taken off again, noted on the mail itself: a queue that keeps no
 * delays hands it out at once.
 */
final class DueTime {

    static final AttributeName NAME = AttributeName.of("org.requiretls.due");

    private DueTime() {}

    static void note(Mail mail, Instant due) {
        mail.setAttribute(new Attribute(NAME, AttributeValue.of(due.toString())));
    }

    static void forget(Mail mail) {
        mail.removeAttribute(NAME);
    }

    /** Empty where there is none, or one that can't be read: such a mail is due. */
    static Optional<Instant> of(Mail mail) {
        try {
            return AttributeUtils.getValueAndCastFromMail(mail, NAME, String.class)
                    .map(Instant::parse);
        } catch (DateTimeException damaged) {
            return Optional.empty();
        }
    }
}
