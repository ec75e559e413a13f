package org.requiretls.james.mtasts.cache;

import java.time.Duration;

/**
 * Bounds of the cache.
 *
 * @param longestWait for a policy that is not remembered
 * @param longestWaitForRecord for the TXT record where a policy is remembered: it holds without
 * @param fetchesAtOnce 1 or more
 * @param refreshesAtOnce of these, 1 or more
 * @param mostOctets that remembered policies may take, about
 */
public record CacheLimits(
        Duration longestWait, Duration longestWaitForRecord, int fetchesAtOnce, int refreshesAtOnce, long mostOctets) {

    private static final Duration WAIT_FOR_RECORD = Duration.ofSeconds(5);
    private static final int FETCHES_AT_ONCE = 256;
    private static final int REFRESHES_AT_ONCE = 4;
    private static final long MOST_OCTETS = 256L << 20;

    /** The usual, for a time-out of fetches. */
    public static CacheLimits forTimeout(Duration timeout) {
        return new CacheLimits(timeout, WAIT_FOR_RECORD, FETCHES_AT_ONCE, REFRESHES_AT_ONCE, MOST_OCTETS);
    }
}
