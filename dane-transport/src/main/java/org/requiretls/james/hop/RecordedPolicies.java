package org.requiretls.james.hop;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsPolicies;

/** Asks for each policy once, so that all hosts see the same, and all tags where several are looked at. */
final class RecordedPolicies implements StsPolicies {

    private final StsPolicies live;
    private final Map<String, CompletableFuture<StsFinding>> found = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<StsFinding>> newer = new ConcurrentHashMap<>();

    RecordedPolicies(StsPolicies live) {
        this.live = live;
    }

    @Override
    public CompletableFuture<StsFinding> find(String domain) {
        return found.computeIfAbsent(domain, live::find);
    }

    @Override
    public CompletableFuture<StsFinding> findNewer(String domain) {
        return newer.computeIfAbsent(domain, live::findNewer);
    }
}
