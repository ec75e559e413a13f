package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Clock;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.requiretls.james.smtpclient.SessionOpening;

/**
 * Counts the connections in use, by address and overall. Who finds no place waits, and holds no thread meanwhile.
 *
 * <p>Fair in two ways: at one address who came first goes first, and between addresses the turn goes round, so that
 * one with a thousand messages waiting takes no more than its share when places are scarce. One that stalls holds at
 * most its own places.
 *
 * <p>Frugal: at one address few {@linkplain Openings connections are opened at once}. Who waits for that gets a session
 * that somebody has left, if that is there before.
 *
 * <p>Who is first in line may be {@linkplain #callFirst called} to share a place, and only the first: a connection that
 * never ends for sharing keeps nobody from a place who came earlier, or who waits at another address.
 */
final class ConnectionSlots {

    private final int perHost;
    private final int overall;
    private final Clock clock;
    private final Map<InetSocketAddress, Host> hosts = new HashMap<>();

    /** Hosts where somebody waits though the host itself has room; each once. */
    private final Deque<Host> ready = new ArrayDeque<>();

    private int taken;
    private boolean closed;

    private static final class Host {
        final InetSocketAddress address;
        final Deque<Waiter> waiters = new ArrayDeque<>();
        final Openings openings = new Openings();

        /** Sessions that somebody has left, and nobody has been given a place for; some may be gone. */
        int left;

        int taken;
        boolean isReady;

        Host(InetSocketAddress address) {
            this.address = address;
        }
    }

    /** What waiting came to. */
    sealed interface Turn {

        /** A place of its own, which has to be {@linkplain ConnectionSlots#release released}. */
        record Own(Place place) implements Turn {}

        /** A share of somebody's place. */
        record Share(SessionOpening opening) implements Turn {}

        /** None was free in time, or waiting has become pointless. */
        record None() implements Turn {}
    }

    /** A connection's worth, at one address, since a moment. */
    static final class Place {
        private final InetSocketAddress address;
        private final Instant since;

        Place(InetSocketAddress address, Instant since) {
            this.address = address;
            this.since = since;
        }

        Instant since() {
            return since;
        }
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

    ConnectionSlots(int perHost, int overall, Clock clock) {
        this.perHost = perHost;
        this.overall = overall;
        this.clock = clock;
    }

    /** Takes a place, or waits for one, or for a share. */
    CompletableFuture<Turn> acquire(InetSocketAddress address, Optional<Candidate> sharing, Instant until) {
        return acquire(new Waiter(address, sharing, new CompletableFuture<>(), until), Deque::addLast);
    }

    /** The same for somebody whose turn it was already, and who has to have a place of its own now. */
    CompletableFuture<Turn> acquireAgain(InetSocketAddress address, Instant until) {
        return acquire(new Waiter(address, Optional.empty(), new CompletableFuture<>(), until), Deque::addFirst);
    }

    private CompletableFuture<Turn> acquire(Waiter waiter, BiConsumer<Deque<Waiter>, Waiter> lineUp) {
        List<Runnable> next;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(new Turn.None());
            }
            Host host = hosts.computeIfAbsent(waiter.address(), Host::new);
            if (host.waiters.isEmpty() && hasRoom(host, 1) && taken < overall) {
                return CompletableFuture.completedFuture(new Turn.Own(take(host)));
            }
            lineUp.accept(host.waiters, waiter);
            noteReadiness(host);
            // The longer the line, the more connections are worth their while.
            next = nextInLine();
        }
        next.forEach(Turns::give);
        return waiter.turn();
    }

    void release(Place place) {
        change(place, host -> {
            host.openings.end(place);
            host.taken--;
            taken--;
        });
    }

    /** A session is there for who is next; its place is about to be released. */
    synchronized void isLeft(InetSocketAddress address) {
        Host host = hosts.get(address);
        if (host != null) {
            host.left = Math.min(host.left + 1, perHost);
        }
    }

    /** At this place a connection is being opened; it counts as such from when the place was given. */
    synchronized void isOpening(Place place) {
        Host host = hosts.get(place.address);
        host.openings.begin(place, inUse(host));
    }

    /** The connection is open, or could not be opened. */
    void hasOpened(Place place) {
        change(place, host -> host.openings.end(place));
    }

    /** For this place there was a session already. */
    void needsNoOpening(Place place) {
        change(place, host -> host.openings.forgo(place));
    }

    private void change(Place place, Consumer<Host> change) {
        List<Runnable> next;
        synchronized (this) {
            Host host = hosts.get(place.address);
            change.accept(host);
            noteReadiness(host);
            next = nextInLine();
            forgetIfUnused(host);
        }
        next.forEach(Turns::give);
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
        first.ifPresent(waiter -> {
            host.waiters.poll();
            host.openings.served();
        });
        return first;
    }

    private boolean isPlaceWantedElsewhere(Host here) {
        return taken >= overall && ready.stream().anyMatch(host -> host != here && !host.waiters.isEmpty());
    }

    /** To the front of the line, for a place of its own. */
    void putBack(Waiter called) {
        List<Runnable> next;
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
        next.forEach(Turns::give);
    }

    /** Takes the places that are free for those whose turn it is; what gives them theirs runs without the lock. */
    private List<Runnable> nextInLine() {
        List<Runnable> next = new ArrayList<>(1);
        while (taken < overall && !ready.isEmpty()) {
            Host turn = ready.poll();
            turn.isReady = false;
            if (!turn.waiters.isEmpty() && hasRoom(turn, turn.waiters.size())) {
                Waiter waiter = turn.waiters.poll();
                Place place = take(turn);
                next.add(() -> waiter.turn().complete(new Turn.Own(place)));
            }
            noteReadiness(turn);
            forgetIfUnused(turn);
        }
        return next;
    }

    /** Sends away who has waited for too long, and waits no longer for openings that are slow. */
    void expire(Instant now) {
        sendAway(host -> true, waiter -> !waiter.until().isAfter(now));
        List<Runnable> next;
        synchronized (this) {
            for (Host host : hosts.values()) {
                host.openings.look(now, inUse(host));
                noteReadiness(host);
            }
            next = nextInLine();
        }
        next.forEach(Turns::give);
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

    private boolean hasRoom(Host host, int waiting) {
        return host.taken < perHost && (host.left > 0 || host.openings.mayBegin(waiting, inUse(host)));
    }

    /** Connections that are open, or have been opened for so long that they don't count as such any more. */
    private static int inUse(Host host) {
        return host.taken - host.openings.underWay();
    }

    private Place take(Host host) {
        Place place = new Place(host.address, clock.instant());
        if (host.left > 0) {
            host.left--;
            host.openings.served();
        } else {
            host.openings.begin(place, inUse(host));
        }
        host.taken++;
        taken++;
        return place;
    }

    private void noteReadiness(Host host) {
        if (!host.isReady && !host.waiters.isEmpty() && hasRoom(host, host.waiters.size())) {
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
