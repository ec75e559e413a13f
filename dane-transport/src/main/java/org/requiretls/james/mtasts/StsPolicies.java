package org.requiretls.james.mtasts;

import java.util.concurrent.CompletableFuture;

/** The policies of all domains, as far as they are known or can be had. */
public interface StsPolicies {

    /**
     * The policy of a domain, discovered if need be. Completes within a bound, however slow a policy host is, and not
     * exceptionally for anything that DNS or the network does.
     *
     * @param domain A-labels, lower case, no trailing dot; for an address there is none
     */
    CompletableFuture<StsFinding> find(String domain);

    /**
     * The same, after DNS itself was asked and not what is remembered of it: before mail is given up because of an
     * enforced policy, a newer one has to be looked for (RFC 8461 section 5).
     */
    CompletableFuture<StsFinding> findNewer(String domain);

    /** No domain has any; for where MTA-STS is switched off. */
    static StsPolicies none() {
        return new StsPolicies() {
            @Override
            public CompletableFuture<StsFinding> find(String domain) {
                return CompletableFuture.completedFuture(new StsFinding.NoPolicy("MTA-STS is switched off"));
            }

            @Override
            public CompletableFuture<StsFinding> findNewer(String domain) {
                return find(domain);
            }
        };
    }
}
