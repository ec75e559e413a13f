package org.requiretls.james.smtpclient;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long to wait for what. A time-out for a reply runs from the command, or in a pipelined group from the reply
 * before, to the end of the reply, so a peer cannot stretch it by sending one octet at a time.
 *
 * @param connect for the TCP connection
 * @param greeting for the greeting
 * @param ehlo for the reply to EHLO, HELO, and to RSET
 * @param startTls for the reply to STARTTLS
 * @param handshake for the whole TLS handshake
 * @param mail for the reply to MAIL
 * @param rcpt for the reply to each RCPT
 * @param data for the 354
 * @param block for the peer to take a block of the content
 * @param endOfData for the reply to the final dot
 * @param quit for the reply to QUIT, and for closing
 * @param opening for everything from the established connection to the reply to the last EHLO
 * @param transaction for everything from MAIL to the reply to the final dot
 */
public record SmtpTimeouts(
        Duration connect,
        Duration greeting,
        Duration ehlo,
        Duration startTls,
        Duration handshake,
        Duration mail,
        Duration rcpt,
        Duration data,
        Duration block,
        Duration endOfData,
        Duration quit,
        Duration opening,
        Duration transaction) {

    /** A mistaken unit in a configuration is likelier than a wish to wait for longer. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * RFC 5321 section 4.5.3.2 where it says something: greeting, MAIL, RCPT 5 min, DATA 2 min, block 3 min, end of
     * data 10 min. It is silent about the rest; those values give up on a dead host before the queue stalls.
     */
    public static final SmtpTimeouts DEFAULT = new SmtpTimeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(12),
            Duration.ofHours(2));

    /** @throws IllegalArgumentException if one is not positive, or longer than a day */
    public SmtpTimeouts {
        Stream.of(
                        connect,
                        greeting,
                        ehlo,
                        startTls,
                        handshake,
                        mail,
                        rcpt,
                        data,
                        block,
                        endOfData,
                        quit,
                        opening,
                        transaction)
                .forEach(SmtpTimeouts::requireSensible);
    }

    private static void requireSensible(Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time-out is between 1 ms and a day, not " + timeout);
        }
    }

    /** The same with no time-out above the limit. */
    public SmtpTimeouts atMost(Duration limit) {
        return new SmtpTimeouts(
                shorter(connect, limit),
                shorter(greeting, limit),
                shorter(ehlo, limit),
                shorter(startTls, limit),
                shorter(handshake, limit),
                shorter(mail, limit),
                shorter(rcpt, limit),
                shorter(data, limit),
                shorter(block, limit),
                shorter(endOfData, limit),
                shorter(quit, limit),
                shorter(opening, limit),
                shorter(transaction, limit));
    }

    public SmtpTimeouts withConnect(Duration value) {
        return new SmtpTimeouts(
                value,
                greeting,
                ehlo,
                startTls,
                handshake,
                mail,
                rcpt,
                data,
                block,
                endOfData,
                quit,
                opening,
                transaction);
    }

    public SmtpTimeouts withOpening(Duration value) {
        return new SmtpTimeouts(
                connect,
                greeting,
                ehlo,
                startTls,
                handshake,
                mail,
                rcpt,
                data,
                block,
                endOfData,
                quit,
                value,
                transaction);
    }

    public SmtpTimeouts withTransaction(Duration value) {
        return new SmtpTimeouts(
                connect, greeting, ehlo, startTls, handshake, mail, rcpt, data, block, endOfData, quit, opening, value);
    }

    static Duration shorter(Duration value, Duration limit) {
        return value.compareTo(limit) <= 0 ? value : limit;
    }
}
