package org.requiretls.james.mtasts.cache;

import java.nio.file.Path;
import java.util.Optional;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;

/** Something about a policy that happened beside the deliveries. */
public sealed interface PolicyEvent {

    /** A policy was fetched, and is as strong as the one before, or there was none. */
    record Renewed(CachedPolicy policy) implements PolicyEvent {}

    /** The policy host has a weaker policy than the one before, and that one is over. */
    record Weakened(CachedPolicy policy, PolicyMode before) implements PolicyEvent {}

    /**
     * DNS has no valid record any more for a policy in mode enforce, which stays in force until it expires.
     *
     * @param detail what DNS has
     */
    record Unpublished(CachedPolicy inForce, String detail) implements PolicyEvent {}

    /** A policy could not be fetched; the one in force, if there is one, stays. */
    record FetchFailed(PolicyDomain domain, DiscoveryFailure failure, Optional<CachedPolicy> inForce)
            implements PolicyEvent {}

    /** A policy was not renewed in time: from now on the domain is one without. */
    record Expired(CachedPolicy policy) implements PolicyEvent {}

    /** A policy is in force, but would not survive a restart. */
    record NotStored(PolicyDomain domain, String reason) implements PolicyEvent {}

    /**
     * A stored policy can't be believed; it is fetched anew.
     *
     * @param domain empty if not even that is known
     * @param file where it lies now
     */
    record SetAside(Optional<PolicyDomain> domain, Path file, String reason) implements PolicyEvent {}
}
