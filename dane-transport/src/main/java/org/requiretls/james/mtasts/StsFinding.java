package org.requiretls.james.mtasts;

import java.util.Optional;

/** What is known about the policy of a domain at the time of a delivery. */
public sealed interface StsFinding {

    /** What went wrong on the way to it, even where a remembered policy made up for it (RFC 8461 section 6). */
    Optional<DiscoveryFailure> failure();

    /**
     * A policy is in force, whatever its mode.
     *
     * @param failure why it could not be renewed just now, where that was tried
     */
    record InForce(CachedPolicy policy, Optional<DiscoveryFailure> failure) implements StsFinding {}

    /**
     * There is none.
     *
     * @param detail for people
     */
    record NoPolicy(String detail) implements StsFinding {
        @Override
        public Optional<DiscoveryFailure> failure() {
            return Optional.empty();
        }
    }

    /** There may be one that nobody can read now, and none is remembered. */
    record Unknown(DiscoveryFailure reason) implements StsFinding {
        @Override
        public Optional<DiscoveryFailure> failure() {
            return Optional.of(reason);
        }
    }
}
