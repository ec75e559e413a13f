package org.requiretls.james.mtasts;

import java.util.Optional;

/** What follows from the TXT lookup and from what is remembered: rules U1 to U6. */
public final class Discovery {

    private Discovery() {}

    /** What to do next. */
    public enum Step {
        /** The remembered policy is in force. */
        APPLY_CACHED,
        /** Fetch the policy that the record speaks of. */
        FETCH,
        /** The domain has no policy. */
        NO_POLICY,
        /** It may have one; nobody can say now. */
        UNKNOWN
    }

    /**
     * After the lookup. A record that is gone, or can't be had, ends no policy that is remembered (RFC 8461 sections
     * 3.1 and 3.3): else whoever can suppress an answer of DNS could end it.
     *
     * @param cached what is remembered and not expired
     */
    public static Step afterLookup(TxtFinding txt, Optional<CachedPolicy> cached) {
        if (txt instanceof TxtFinding.Published published) {
            return cached.filter(policy -> policy.id().equals(published.id())).isPresent()
                    ? Step.APPLY_CACHED
                    : Step.FETCH;
        }
        if (cached.isPresent()) {
            return Step.APPLY_CACHED;
        }
        return txt instanceof TxtFinding.LookupFailed ? Step.UNKNOWN : Step.NO_POLICY;
    }
}
