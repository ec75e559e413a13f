package org.requiretls.james.hop;

import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import org.requiretls.james.hop.ConnectionSlots.Place;

/**
 * When another connection is opened at one address. It costs both sides a handshake, for which a host that is quick
 * would have taken many messages over one that is there already; and a connection for each message of a burst, all at
 * the same time, is what a host takes for an attack.
 *
 * <p>So one is opened at first, and then one more at a time with each that has been opened. And none is where those
 * that there are would be through with all who wait before it is open, as far as can be told from the last time.
 *
 * <p>Nobody waits for what stands still: an opening counts for a few seconds, and what was told from the last time is
 * forgotten as soon as nobody's turn has come for a while.
 *
 * <p>Not thread-safe.
 */
final class Openings {

    /** Longer than hosts take that are not asleep, and longer than many let a client wait for their greeting. */
    static final Duration COUNTED_FOR = Duration.ofSeconds(5);

    /**
     * As long as nothing is known: an opening takes six round trips (TCP, greeting, EHLO, STARTTLS, TLS, EHLO), a message
     * two, where commands are grouped; half a trip each time for what the host has to do.
     */
    private static final double SERVED_BY_EACH = 2;

    private final Map<Place, Beginning> counted = new IdentityHashMap<>();
    private int window = 1;

    /** Turns that have come without a connection being opened for them. */
    private long served;

    private long servedBefore;

    private int inUseBefore;

    /** What a connection has served while another was opened. */
    private double servedByEach = SERVED_BY_EACH;

    /** @param inUse connections at that moment */
    private record Beginning(long served, int inUse) {}

    /**
     * Whether another one may begin.
     *
     * @param waiting who would have it, or would wait longer for the others, 1 or more
     * @param inUse connections that there are
     */
    boolean mayBegin(int waiting, int inUse) {
        return counted.size() < window && waiting > servedByEach * inUse;
    }

    void begin(Place place, int inUse) {
        counted.putIfAbsent(place, new Beginning(served, inUse));
    }

    /** It came to its end, whatever that was. */
    void end(Place place) {
        Beginning beginning = counted.remove(place);
        if (beginning != null) {
            window++;
            if (beginning.inUse > 0) {
                servedByEach = (double) (served - beginning.served) / beginning.inUse;
            }
        }
    }

    /** There was no need for it: a session was there. */
    void forgo(Place place) {
        if (counted.remove(place) != null) {
            served++;
        }
    }

    /** Somebody's turn has come on a connection that was there. */
    void served() {
        served++;
    }

    /** How many are under way that count. */
    int underWay() {
        return counted.size();
    }

    /**
     * To be run now and then.
     *
     * @param inUse connections that there are
     */
    void look(Instant now, int inUse) {
        int before = counted.size();
        counted.keySet().removeIf(place -> !place.since().plus(COUNTED_FOR).isAfter(now));
        window += before - counted.size();
        // Where the first connection is still being opened, nothing stands still.
        boolean couldServe = inUse > 0 && inUseBefore > 0;
        if (couldServe && served == servedBefore) {
            servedByEach = 0;
        }
        servedBefore = served;
        inUseBefore = inUse;
    }
}
