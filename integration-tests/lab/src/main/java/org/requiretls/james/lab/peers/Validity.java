package org.requiretls.james.lab.peers;

import java.time.Duration;
import java.time.Instant;

/**
 * When the signatures of a zone are to be believed (RFC 4034 section 3.1.5).
 *
 * @param inception the first moment, to the second
 * @param expiration the last moment, to the second
 */
public record Validity(Instant inception, Instant expiration) {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** From an hour ago on, for a week. */
    public static Validity current() {
        Instant now = Instant.now();
        return new Validity(now.minus(HOUR), now.plus(WEEK));
    }

    /** Ended a week ago, which is more than validators forgive for the sake of wrong clocks. */
    public static Validity past() {
        Instant now = Instant.now();
        return new Validity(now.minus(WEEK.multipliedBy(2)), now.minus(WEEK));
    }

    /** Begins in a week, which is more than validators forgive for the sake of wrong clocks. */
    public static Validity future() {
        Instant now = Instant.now();
        return new Validity(now.plus(WEEK), now.plus(WEEK.multipliedBy(2)));
    }
}
