package org.requiretls.james.smtpclient;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A command line and what is expected in return.
 *
 * @param line without CRLF; UTF-8, which is ASCII unless SMTPUTF8 was asked for
 * @param expected the reply
 */
record Command(String line, ExpectedReply expected) {

    /** @throws IllegalArgumentException if the line would be more than one line; the last guard before the wire */
    Command {
        if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0 || line.indexOf(0) >= 0) {
            throw new IllegalArgumentException("more than a line: '" + PrintableText.of(line) + "'");
        }
    }

    static Command of(String line, SmtpStage stage, Duration timeout) {
        return new Command(line, new ExpectedReply(stage, timeout));
    }

    byte[] octets() {
        return (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The one reply that a command has.
     *
     * @param stage what it is the reply to
     * @param timeout how long it may stay out
     */
    record ExpectedReply(SmtpStage stage, Duration timeout) {

        /**
         * Whether the reply makes sense here: a refusal always does, else 354 and its like only after DATA, 2yz only
         * elsewhere (RFC 5321 section 4.3.2), to STARTTLS nothing but 220 is a yes (RFC 3207 section 4), and AUTH has
         * 235 or asks on with 334 (RFC 4954 section 4).
         */
        boolean permits(Reply reply) {
            if (reply.isFailure()) {
                return true;
            }
            return switch (stage) {
                case DATA -> reply.isIntermediate();
                case STARTTLS -> reply.code() == 220;
                case AUTH -> reply.code() == 235 || reply.code() == 334;
                default -> reply.isPositive();
            };
        }
    }
}
