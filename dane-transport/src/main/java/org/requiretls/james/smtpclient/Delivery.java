package org.requiretls.james.smtpclient;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/** Completes the futures that leave this package, away from the event loop, so that callers may block in callbacks. */
final class Delivery {

    private Delivery() {}

    static <T> BiConsumer<T, Throwable> of(CompletableFuture<T> future, Executor worker) {
        return (value, error) -> {
            Runnable completion = () -> {
                if (error != null) {
                    future.completeExceptionally(error);
                } else {
                    future.complete(value);
                }
            };
            try {
                worker.execute(completion);
            } catch (RejectedExecutionException e) {
                // The client is closed; better on this thread than never.
                completion.run();
            }
        };
    }
}
