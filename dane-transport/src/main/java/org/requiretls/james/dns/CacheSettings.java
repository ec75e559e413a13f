package org.requiretls.james.dns;

import java.time.Duration;

/**
 * How long answers are kept, and how much room they may take. Each bound only shortens what DNS allows: no answer is
 * kept for longer than its TTL, so a TTL of 0 is not kept at all.
 *
 * @param longest for records; 0 or more
 * @param longestDenial for proofs and claims that something is not there (RFC 2308 section 5); 0 or more
 * @param failure for failed lookups, bogus ones included; 0 to 5 minutes (RFC 9520 section 3.2)
 * @param mostOctets of memory, by estimate, for everything that is kept; 0 keeps nothing
 */
public record CacheSettings(Duration longest, Duration longestDenial, Duration failure, long mostOctets) {

    private static final Duration LONGEST_FAILURE = Duration.ofMinutes(5);

    public CacheSettings {
        if (longest.isNegative() || longestDenial.isNegative() || mostOctets < 0) {
            throw new DnsConfigurationException("The DNS cache cannot keep answers for " + longest + ", denials for "
                    + longestDenial + ", in " + mostOctets + " octets: each has to be 0 or more");
        }
        if (failure.isNegative() || failure.compareTo(LONGEST_FAILURE) > 0) {
            throw new DnsConfigurationException("The DNS cache cannot keep failures for " + failure
                    + ": it has to be between 0 and " + LONGEST_FAILURE);
        }
    }

    /** An hour, a quarter of an hour for denials, two seconds for failures, 32 MiB. */
    public static CacheSettings defaults() {
        return new CacheSettings(Duration.ofHours(1), Duration.ofMinutes(15), Duration.ofSeconds(2), 32L << 20);
    }
}
