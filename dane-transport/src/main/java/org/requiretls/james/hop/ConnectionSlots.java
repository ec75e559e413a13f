package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.requiretls.james.smtpclient.SessionOpening;

/**
 * Counts the connections in use, by address and overall. Who finds no place waits, and holds no thread meanwhile.
 *
 * <p>Fair in two ways: at one address who came first goes first, and between addresses the turn goes round, so that
 * one with a thousand messages waiting takes no more than its share when places are scarce. One that stalls holds at
 * most its own places.
 *
 * <p>Who is first in line may be {@linkplain #callFirst called} to share a place, and only the first: a connection that
 * never ends for sharing keeps nobody from a place who came earlier, or who waits at another address.
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

    /** What waiting came to. */
    sealed interface Turn {

        /** A place of its own, which has to be {@linkplain ConnectionSlots#release released}. */
        record Place() implements Turn {}

        /** A share of somebody's place. */
        record Share(SessionOpening opening) implements Turn {}

        /** None was free in time, or waiting has become pointless. */
        record None() implements Turn {}
    }

    /**
     * Somebody in line.
     *
     * @param sharing with whom the place may be shared; empty where it has to be a place of its own
     */
    record Waiter(InetSocketAddress address, Optional<Candidate> sharing, CompletableFuture<Turn> turn, Instant until) {

        /** To be called by who {@linkplain ConnectionSlots#callFirst called} it. */
        void share(SessionOpening opening) {
            Turns.give(() -> turn.complete(new Turn.Share(opening)));
        }

        private Waiter withoutSharing() {
            return new Waiter(address, Optional.empty(), turn, until);
        }
    }

    ConnectionSlots(int perHost, int overall) {
        this.perHost = perHost;
        this.overall = overall;
    }

    /** Takes a place, or waits for one, or for a share. */
    CompletableFuture<Turn> acquire(InetSocketAddress address, Optional<Candidate> sharing, Instant until) {
        return acquire(new Waiter(address, sharing, new CompletableFuture<>(), until), Deque::addLast);
    }

    /** The same for somebody whose turn it was already, and who has to have a place of its own now. */
    CompletableFuture<Turn> acquireAgain(InetSocketAddress address, Instant until) {
        return acquire(new Waiter(address, Optional.empty(), new CompletableFuture<>(), until), Deque::addFirst);
    }

    private synchronized CompletableFuture<Turn> acquire(Waiter waiter, BiConsumer<Deque<Waiter>, Waiter> lineUp) {
        if (closed) {
            return CompletableFuture.completedFuture(new Turn.None());
        }
        Host host = hosts.computeIfAbsent(waiter.address(), Host::new);
        if (host.waiters.isEmpty() && host.taken < perHost && taken < overall) {
            take(host);
            return CompletableFuture.completedFuture(new Turn.Place());
        }
        lineUp.accept(host.waiters, waiter);
        noteReadiness(host);
        return waiter.turn();
    }

    void release(InetSocketAddress address) {
        List<Waiter> next;
        synchronized (this) {
            Host host = hosts.get(address);
            host.taken--;
            taken--;
            noteReadiness(host);
            next = nextInLine();
            forgetIfUnused(host);
        }
        give(next);
    }

    /**
     * Calls the one out of the line who is first at the address, if it could share a place by this key, and nobody at
     * another address waits for a place to become free. It has to be given its turn, or be {@linkplain #putBack put
     * back}.
     */
    synchronized Optional<Waiter> callFirst(ReuseKey key) {
        Host host = hosts.get(key.address());
        if (host == null || isPlaceWantedElsewhere(host)) {
            return Optional.empty();
        }
        Optional<Waiter> first = Optional.ofNullable(host.waiters.peek())
                .filter(waiter ->
                        waiter.sharing().filter(who -> who.key().equals(key)).isPresent());
        first.ifPresent(waiter -> host.waiters.poll());
        return first;
    }

    private boolean isPlaceWantedElsewhere(Host here) {
        return taken >= overall && ready.stream().anyMatch(host -> host != here && !host.waiters.isEmpty());
    }

    /** To the front of the line, for a place of its own. */
    void putBack(Waiter called) {
        List<Waiter> next;
        boolean wasClosed;
        synchronized (this) {
            wasClosed = closed;
            if (!wasClosed) {
                Host host = hosts.computeIfAbsent(called.address(), Host::new);
                host.waiters.addFirst(called.withoutSharing());
                noteReadiness(host);
            }
            next = nextInLine();
        }
        if (wasClosed) {
            Turns.give(() -> called.turn().complete(new Turn.None()));
        }
        give(next);
    }

    /** Takes the places that are free for those whose turn it is. */
    private List<Waiter> nextInLine() {
        List<Waiter> next = new ArrayList<>(1);
        while (taken < overall && !ready.isEmpty()) {
            Host turn = ready.poll();
            turn.isReady = false;
            Waiter waiter = turn.waiters.poll();
            if (waiter != null) {
                take(turn);
                next.add(waiter);
            }
            noteReadiness(turn);
            forgetIfUnused(turn);
        }
        return next;
    }

    private static void give(List<Waiter> places) {
        places.forEach(waiter -> Turns.give(() -> waiter.turn().complete(new Turn.Place())));
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
        gone.forEach(waiter -> Turns.give(() -> waiter.turn().complete(new Turn.None())));
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

    /** Places taken at all addresses. */
    synchronized int taken() {
        return taken;
    }

    synchronized int waiting() {
        return hosts.values().stream().mapToInt(host -> host.waiters.size()).sum();
    }
}
