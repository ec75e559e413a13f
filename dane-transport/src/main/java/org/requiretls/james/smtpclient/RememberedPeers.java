package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Servers of which something is known for a while, the last thousand of them. For use by any thread. */
final class RememberedPeers {

    /** More than misbehave at a time; if not, the oldest is tried again. */
    static final int MOST = 1_000;

    private final long nanos;
    private final LongSupplier clock;
    private final Map<InetSocketAddress, Long> since = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > MOST;
        }
    };

    /** @param clock as {@link System#nanoTime} */
    RememberedPeers(Duration howLong, LongSupplier clock) {
        this.nanos = howLong.toNanos();
        this.clock = clock;
    }

    synchronized boolean contain(InetSocketAddress peer) {
        Long then = since.get(peer);
        return then != null && clock.getAsLong() - then < nanos;
    }

    synchronized void add(InetSocketAddress peer) {
        since.remove(peer);
        since.put(peer, clock.getAsLong());
    }
}
