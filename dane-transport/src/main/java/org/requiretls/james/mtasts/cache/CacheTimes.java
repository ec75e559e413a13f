package org.requiretls.james.mtasts.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.requiretls.james.mtasts.CachedPolicy;

/**
 * When to do what about a policy.
 *
 * @param random 0 to 1; spreads what would otherwise happen at once
 */
record CacheTimes(DoubleSupplier random) {

    /** No second try for the same id after a failed fetch (RFC 8461 section 3.3). */
    static final Duration PAUSE_FOR_SAME_ID = Duration.ofMinutes(5);

    /** Nor for a new id all too soon: whoever can write the record could have one fetch for each mail. */
    static final Duration PAUSE_FOR_ANY_ID = Duration.ofMinutes(1);

    /** A policy is fetched again after a day (section 3.3), or in the middle of its age if that is sooner. */
    private static final Duration REFRESH = Duration.ofDays(1);

    private static final Duration LONGEST_RETRY = Duration.ofHours(1);
    private static final Duration SHORTEST_RETRY = Duration.ofMinutes(5);

    /** A policy that no mail has needed for that long is left to its age. */
    private static final Duration WORTH_REFRESHING = Duration.ofDays(60);

    /** By so much of itself a time may be shorter. */
    private static final double JITTER = 0.25;

    private static final int TRIES_LEFT = 4;

    Instant refreshDue(CachedPolicy policy) {
        Duration half = policy.policy().maxAge().dividedBy(2);
        return policy.fetched().plus(jittered(half.compareTo(REFRESH) < 0 ? half : REFRESH));
    }

    /** After a refresh that failed; at least a few more tries fit in before the policy expires. */
    Instant retryDue(CachedPolicy policy, Instant now) {
        Duration share = Duration.between(now, policy.expires()).dividedBy(TRIES_LEFT);
        Duration bounded = share.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : share;
        return now.plus(jittered(bounded.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : bounded));
    }

    static boolean isWorthRefreshing(Instant used, Instant now) {
        return used.plus(WORTH_REFRESHING).isAfter(now);
    }

    private Duration jittered(Duration time) {
        return Duration.ofMillis((long) (time.toMillis() * (1 - JITTER * random.getAsDouble())));
    }
}
