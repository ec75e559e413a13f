package org.requiretls.james.dns;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The executor of one lookup, which also remembers what went wrong on the way.
 *
 * <p>The validator hands the executor of a lookup on to each query that it sends for the keys; nothing else connects
 * such a query with the lookup that needs it.
 */
final class LookupScope implements Executor {

    private final Executor threads;
    private final AtomicReference<String> missingKey = new AtomicReference<>();

    LookupScope(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    void keyIsMissing(String reason) {
        missingKey.compareAndSet(null, reason);
    }

    /** Why the first key or DS record that was not to be had was not. */
    Optional<String> missingKey() {
        return Optional.ofNullable(missingKey.get());
    }
}
