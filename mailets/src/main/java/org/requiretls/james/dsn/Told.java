package org.requiretls.james.dsn;

import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.requiretls.james.failure.DeliveryDelayCodec;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.status.EnhancedStatus;

/**
 * What there is to tell of a mail.
 *
 * @param status by RFC 3463
 * @param cause why it failed or is late; empty where it was delivered
 * @param retriedUntil when a late mail is given up, where that is known
 */
record Told(Action action, EnhancedStatus status, Optional<DeliveryFailure> cause, Optional<Instant> retriedUntil) {

    static Told of(Action action, Mail mail, EnhancedStatus fallback) {
        if (action == Action.DELIVERED) {
            return new Told(action, EnhancedStatus.UNDEFINED_SUCCESS, Optional.empty(), Optional.empty());
        }
        DeliveryFailure failure = DeliveryFailureCodec.read(mail, fallback);
        return new Told(
                action,
                failure.status(),
                Optional.of(failure),
                action == Action.DELAYED ? DeliveryDelayCodec.readGivenUpAt(mail) : Optional.empty());
    }
}
