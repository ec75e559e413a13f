package org.requiretls.james.mtasts.fetch;

import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.StsPolicy;

/** What came of one fetch. */
public sealed interface FetchResult {

    record Fetched(StsPolicy policy) implements FetchResult {}

    /** No policy came, and that it is so says nothing about whether there is one. */
    record Failed(DiscoveryFailure failure) implements FetchResult {}
}
