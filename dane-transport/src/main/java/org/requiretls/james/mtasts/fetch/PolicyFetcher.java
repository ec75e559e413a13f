package org.requiretls.james.mtasts.fetch;

import java.util.concurrent.CompletableFuture;
import org.requiretls.james.mtasts.PolicyDomain;

/** Gets policies from policy hosts. */
@FunctionalInterface
public interface PolicyFetcher {

    /**
     * The policy that the policy host of the domain has now.
     *
     * @return completes within a bound; whatever the host and the network do is a {@link FetchResult}, an exception is a
     *     defect of ours
     */
    CompletableFuture<FetchResult> fetch(PolicyDomain domain);
}
