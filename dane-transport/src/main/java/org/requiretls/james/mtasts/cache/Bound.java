package org.requiretls.james.mtasts.cache;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Lets so many things go on at once, and the others wait for their turn. */
final class Bound {

    private final int most;
    private final Executor executor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    /** @param executor starts what had to wait; in place of whoever came to an end, and whoever that was waiting for */
    Bound(int most, Executor executor) {
        this.most = most;
        this.executor = executor;
    }

    <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable start = () -> start(work, result);
        synchronized (this) {
            if (underWay == most) {
                waiting.add(start);
                return result;
            }
            underWay++;
        }
        start.run();
        return result;
    }

    private <T> void start(Supplier<CompletableFuture<T>> work, CompletableFuture<T> result) {
        CompletableFuture<T> begun;
        try {
            begun = work.get();
        } catch (RuntimeException defect) {
            begun = CompletableFuture.failedFuture(defect);
        }
        begun.whenComplete((value, thrown) -> {
            next();
            if (thrown == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(thrown);
            }
        });
    }

    private void next() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                underWay--;
            }
        }
        if (next != null) {
            executor.execute(next);
        }
    }
}
