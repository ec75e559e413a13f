package org.requiretls.james.hop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who uses a session at the moment. With a peer that is quick a message may follow another before that one is answered,
 * so that its envelope goes out with the content of the other. For use by any thread.
 */
final class Seats {

    /** One whose message is under way, one whose envelope goes out with it, and one that is ready to be next. */
    static final int MOST = 3;

    /** With a slower peer it takes too long to wait behind another message. */
    static final Duration QUICK = Duration.ofSeconds(1);

    private final List<Seat> taken = new ArrayList<>(MOST);
    private final List<Seat> underWay = new ArrayList<>(MOST);
    private Instant busySince = Instant.MIN;
    private boolean quick;
    private boolean retired;

    /** How it is once somebody has left. */
    enum Left {
        /** That one was not there any more. */
        BEFORE,
        OTHERS,
        NOBODY
    }

    /** Whoever has the session to itself. */
    synchronized void takeFirst(Seat seat, Instant now) {
        busySince = now;
        taken.add(seat);
    }

    /**
     * Takes a seat behind the others, if one is free: once all who are there have given away their messages, and were
     * answered quickly.
     */
    synchronized boolean takeAnother(Seat seat) {
        return isOneFree() && taken.add(seat);
    }

    private boolean isOneFree() {
        return quick && !retired && !taken.isEmpty() && taken.size() < MOST && underWay.size() == taken.size();
    }

    /** All of the message has been given to the session. */
    synchronized void messageUnderWay(Seat seat) {
        if (taken.contains(seat) && !underWay.contains(seat)) {
            underWay.add(seat);
        }
    }

    /** Nobody comes any more. */
    synchronized void retire() {
        retired = true;
    }

    synchronized boolean isRetired() {
        return retired;
    }

    /** Leaves with an answer; how long that took decides whether others may come. */
    synchronized Left leave(Seat seat, Instant now) {
        if (taken.contains(seat)) {
            quick = busySince.plus(QUICK).isAfter(now);
            busySince = now;
        }
        return vacate(seat);
    }

    synchronized Left vacate(Seat seat) {
        if (!taken.remove(seat)) {
            return Left.BEFORE;
        }
        underWay.remove(seat);
        return taken.isEmpty() ? Left.NOBODY : Left.OTHERS;
    }
}
