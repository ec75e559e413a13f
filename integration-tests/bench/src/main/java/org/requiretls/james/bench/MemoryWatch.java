package org.requiretls.james.bench;

import java.time.Duration;

/** Looks at the memory of a sender now and then, and remembers the most. */
final class MemoryWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Thread thread;
    private volatile long peak;

    MemoryWatch(ProcessTree processes) {
        thread = new Thread(() -> watch(processes), "memory-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(ProcessTree processes) {
        try {
            while (true) {
                peak = Math.max(peak, processes.memory());
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In octets. */
    long peak() {
        return peak;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
