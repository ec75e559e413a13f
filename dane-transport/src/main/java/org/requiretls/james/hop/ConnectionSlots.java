package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Counts the connections in use, by address and overall. Who finds no place waits, and holds no thread meanwhile.
 *
 * <p>Fair in two ways: at one address who came first goes first, and between addresses the turn goes round, so that
 * one with a thousand messages waiting takes no more than its share when places are scarce. One that stalls holds at
 * most its own places.
 */
final class ConnectionSlots {

    private final int perHost;
    private final int overall;
    private final Map<InetSocketAddress, Host> hosts = new HashMap<>();

    /** Hosts where somebody waits though the host itself has room; each once. */
    private final Deque<Host> ready = new ArrayDeque<>();

    private int taken;
    private boolean closed;

    private static final class Host {
        final InetSocketAddress address;
        final Deque<Waiter> waiters = new ArrayDeque<>();
        int taken;
        boolean isReady;

        Host(InetSocketAddress address) {
            this.address = address;
        }
    }

    private record Waiter(CompletableFuture<Boolean> turn, Instant until) {}

    ConnectionSlots(int perHost, int overall) {
        this.perHost = perHost;
        this.overall = overall;
    }

    /**
     * Takes a place, or waits for one.
     *
     * @return completes with true once there is a place, which has to be {@linkplain #release released}; with false if
     *     none was free in time, or waiting has become pointless
     */
    CompletableFuture<Boolean> acquire(InetSocketAddress address, Instant until) {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(false);
            }
            Host host = hosts.computeIfAbsent(address, Host::new);
            if (host.waiters.isEmpty() && host.taken < perHost && taken < overall) {
                take(host);
                return CompletableFuture.completedFuture(true);
            }
            Waiter waiter = new Waiter(new CompletableFuture<>(), until);
            host.waiters.add(waiter);
            noteReadiness(host);
            return waiter.turn();
        }
    }

    void release(InetSocketAddress address) {
        List<Waiter> next = new ArrayList<>(1);
        synchronized (this) {
            Host host = hosts.get(address);
            host.taken--;
            taken--;
            noteReadiness(host);
            while (taken < overall && !ready.isEmpty()) {
                Host turn = ready.poll();
                turn.isReady = false;
                Waiter waiter = turn.waiters.poll();
                if (waiter != null) {
                    take(turn);
                    next.add(waiter);
                }
                noteReadiness(turn);
            }
            forgetIfUnused(host);
        }
        next.forEach(waiter -> Turns.give(() -> waiter.turn().complete(true)));
    }

    /** Sends away who has waited for too long. */
    void expire(Instant now) {
        sendAway(host -> true, waiter -> !waiter.until().isAfter(now));
    }

    /** Sends away all who wait for this address. */
    void sendAway(InetSocketAddress address) {
        sendAway(host -> host.address.equals(address), waiter -> true);
    }

    /** Sends everybody away, and nobody waits from now on. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        sendAway(host -> true, waiter -> true);
    }

    private void sendAway(Predicate<Host> at, Predicate<Waiter> whom) {
        List<Waiter> gone = new ArrayList<>();
        synchronized (this) {
            for (Host host : List.copyOf(hosts.values())) {
                if (at.test(host)) {
                    host.waiters.stream().filter(whom).forEach(gone::add);
                    host.waiters.removeIf(whom);
                    forgetIfUnused(host);
                }
            }
        }
        gone.forEach(waiter -> Turns.give(() -> waiter.turn().complete(false)));
    }

    private void take(Host host) {
        host.taken++;
        taken++;
    }

    private void noteReadiness(Host host) {
        if (!host.isReady && !host.waiters.isEmpty() && host.taken < perHost) {
            host.isReady = true;
            ready.add(host);
        }
    }

    private void forgetIfUnused(Host host) {
        if (host.taken == 0 && host.waiters.isEmpty() && !host.isReady) {
            hosts.remove(host.address);
        }
    }

    /** Places taken at an address. */
    synchronized int taken(InetSocketAddress address) {
        Host host = hosts.get(address);
        return host == null ? 0 : host.taken;
    }

    synchronized int waiting() {
        return hosts.values().stream().mapToInt(host -> host.waiters.size()).sum();
    }
}
