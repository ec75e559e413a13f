package org.requiretls.james.hop;

import java.time.Duration;

/**
 * How many connections there may be, and how long one is kept for the next message.
 *
 * @param perHost connections in use with one address at once, 1 or more
 * @param overall connections in use at once, 1 or more
 * @param idle connections kept for later, over all hosts; 0 for none, so that each message has one of its own
 * @param idleTime how long a connection is kept that carries nothing
 * @param lifetime how old a connection may be when it is given another message: what an EHLO said, and a record of an
 *     older TLS session, should not be relied on for long
 * @param messages how many messages one connection carries, 1 or more
 * @param patience how long a message waits for its turn at a busy host
 * @param downtime how long an address counts as down that took no connection; zero to ask it each time
 */
public record ConnectionSettings(
        int perHost,
        int overall,
        int idle,
        Duration idleTime,
        Duration lifetime,
        int messages,
        Duration patience,
        Duration downtime) {

    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            20,
            20_000,
            1_000,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            500,
            Duration.ofMinutes(12),
            Duration.ofSeconds(30));

    /** @throws IllegalArgumentException if a number is out of its range */
    public ConnectionSettings {
        if (perHost < 1 || overall < 1 || idle < 0 || messages < 1) {
            throw new IllegalArgumentException("out of range: " + perHost + " connections with a host, " + overall
                    + " in all, " + idle + " idle, " + messages + " messages on each");
        }
    }

    /** Whether more than one message may go over a connection. */
    boolean sharesConnections() {
        return idle > 0;
    }
}
