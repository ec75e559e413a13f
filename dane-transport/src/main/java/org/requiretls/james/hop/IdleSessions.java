package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The sessions that carry nothing at the moment. The newest is taken first, so that the others get old and go. Says
 * which have to go, and closes none itself: that is not done under its lock.
 */
final class IdleSessions {

    private final int most;
    private final int mostPerHost;
    private final Map<InetSocketAddress, Deque<PooledSession>> byAddress = new HashMap<>();

    /** In the order in which they became idle. */
    private final Set<PooledSession> all = new LinkedHashSet<>();

    private boolean closed;

    IdleSessions(int most, int mostPerHost) {
        this.most = most;
        this.mostPerHost = mostPerHost;
    }

    /** The newest that fits, which is no longer idle then. */
    synchronized Optional<PooledSession> take(ReuseKey key) {
        Deque<PooledSession> there = byAddress.get(key.address());
        if (there == null) {
            return Optional.empty();
        }
        for (Iterator<PooledSession> newestFirst = there.descendingIterator(); newestFirst.hasNext(); ) {
            PooledSession session = newestFirst.next();
            if (session.key().filter(key::equals).isPresent()) {
                newestFirst.remove();
                forget(session, there);
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    /** Keeps the session; answers those that have to go for it, which may be itself. */
    synchronized List<PooledSession> put(PooledSession session, Instant now) {
        if (closed || most == 0) {
            return List.of(session);
        }
        session.idleSince(now);
        all.add(session);
        Deque<PooledSession> there = byAddress.computeIfAbsent(session.address(), any -> new ArrayDeque<>());
        there.add(session);
        List<PooledSession> surplus = new ArrayList<>(0);
        if (there.size() > mostPerHost) {
            surplus.add(there.peek());
        } else if (all.size() > most) {
            surplus.add(all.iterator().next());
        }
        surplus.forEach(this::remove);
        return surplus;
    }

    /** The one that has been idle for the longest at this address, which is no longer there then. */
    synchronized Optional<PooledSession> oldest(InetSocketAddress address) {
        Optional<PooledSession> oldest =
                Optional.ofNullable(byAddress.get(address)).map(Deque::peek);
        oldest.ifPresent(this::remove);
        return oldest;
    }

    synchronized int count(InetSocketAddress address) {
        Deque<PooledSession> there = byAddress.get(address);
        return there == null ? 0 : there.size();
    }

    synchronized List<PooledSession> removeIf(Predicate<PooledSession> over) {
        List<PooledSession> gone = all.stream().filter(over).toList();
        gone.forEach(this::remove);
        return gone;
    }

    synchronized int size() {
        return all.size();
    }

    /** Everything; and from now on nothing is kept. */
    synchronized List<PooledSession> close() {
        closed = true;
        return removeIf(any -> true);
    }

    private void remove(PooledSession session) {
        Deque<PooledSession> there = byAddress.get(session.address());
        there.remove(session);
        forget(session, there);
    }

    private void forget(PooledSession session, Deque<PooledSession> there) {
        all.remove(session);
        if (there.isEmpty()) {
            byAddress.remove(session.address());
        }
    }
}
