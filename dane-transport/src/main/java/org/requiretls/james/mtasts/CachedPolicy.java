package org.requiretls.james.mtasts;

import java.time.Instant;

/**
 * A policy as it was fetched.
 *
 * @param id that the TXT record had then
 * @param fetched from when its age counts
 */
public record CachedPolicy(PolicyDomain domain, String id, StsPolicy policy, Instant fetched) {

    /** When it ends to be in force, unless it is fetched again. */
    public Instant expires() {
        return fetched.plus(policy.maxAge());
    }

    public boolean isInForceAt(Instant now) {
        return now.isBefore(expires());
    }
}
