package org.requiretls.james.dsn;

import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.requiretls.james.failure.DeliveryDelayCodec;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.RemoteHostCodec;
import org.requiretls.james.status.EnhancedStatus;

/**
 * What there is to tell of a mail.
 *
 * @param status by RFC 3463
 * @param cause why it failed or is late; empty where it was delivered or handed on
 * @param remoteHost the last host that it was offered to, where there was one
 * @param retriedUntil when a late mail is given up, where that is known
 */
record Told(
        Action action,
        EnhancedStatus status,
        Optional<DeliveryFailure> cause,
        Optional<String> remoteHost,
        Optional<Instant> retriedUntil) {

    static Told of(Action action, Mail mail, EnhancedStatus fallback) {
        return switch (action) {
            case DELIVERED -> good(action, Optional.empty());
            case RELAYED -> good(action, RemoteHostCodec.read(mail));
            case FAILED -> bad(action, DeliveryFailureCodec.read(mail, fallback), Optional.empty());
            case DELAYED ->
                bad(action, DeliveryFailureCodec.read(mail, fallback), DeliveryDelayCodec.readGivenUpAt(mail));
        };
    }

    private static Told good(Action action, Optional<String> remoteHost) {
        return new Told(action, EnhancedStatus.UNDEFINED_SUCCESS, Optional.empty(), remoteHost, Optional.empty());
    }

    private static Told bad(Action action, DeliveryFailure failure, Optional<Instant> retriedUntil) {
        return new Told(action, failure.status(), Optional.of(failure), failure.remoteHost(), retriedUntil);
    }
}
