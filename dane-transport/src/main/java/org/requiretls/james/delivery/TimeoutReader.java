package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.Optional;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/** Reads how long to wait for what (RFC 5321 section 4.5.3.2). */
final class TimeoutReader {

    private final ParameterValues values;
    private final Optional<Duration> forEveryReply;

    private TimeoutReader(ParameterValues values) {
        this.values = values;
        forEveryReply =
                values.isSet(Parameter.TIMEOUT) ? Optional.of(values.wait(Parameter.TIMEOUT)) : Optional.empty();
    }

    static SmtpTimeouts read(ParameterValues values) {
        TimeoutReader reader = new TimeoutReader(values);
        return new SmtpTimeouts(
                values.wait(Parameter.CONNECTION_TIMEOUT),
                reader.reply(Parameter.GREETING_TIMEOUT),
                reader.reply(Parameter.EHLO_TIMEOUT),
                reader.reply(Parameter.START_TLS_TIMEOUT),
                reader.reply(Parameter.HANDSHAKE_TIMEOUT),
                reader.reply(Parameter.MAIL_TIMEOUT),
                reader.reply(Parameter.RCPT_TIMEOUT),
                reader.reply(Parameter.DATA_TIMEOUT),
                reader.reply(Parameter.BLOCK_TIMEOUT),
                reader.reply(Parameter.END_OF_DATA_TIMEOUT),
                reader.reply(Parameter.QUIT_TIMEOUT),
                values.wait(Parameter.OPENING_DEADLINE),
                values.wait(Parameter.TRANSACTION_DEADLINE));
    }

    /** The one time-out of the stock mailet lowers each wait that has no parameter of its own. */
    private Duration reply(Parameter own) {
        Duration wait = values.wait(own);
        return forEveryReply
                .filter(limit -> !values.isSet(own))
                .filter(limit -> limit.compareTo(wait) < 0)
                .orElse(wait);
    }
}
