package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says how much mail may be on its way at once, in all and for one destination, so that a destination that stalls or
 * crawls delays its own mail only, and the memory that mail takes is bounded.
 *
 * <p>Many destinations that stall would have all the room in the end. So mail that has been on its way for a while
 * makes room for other mail: it holds a connection, and no thread, and of those there may be many more.
 *
 * <p>The thread that takes mail off the queue waits here for room. For room in the share of one destination it does not
 * wait long: where that is full and nothing leaves it, mail is put off.
 */
final class Admission {

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Map<String, Lane> lanes = new HashMap<>();

    /** On their way, in the order of entering, without those that are slow. */
    private final Set<Pass> moving = new LinkedHashSet<>();

    private long octets;
    private int slow;
    private long slowOctets;
    private int waiting;
    private boolean open = true;

    /**
     * @param underWay mails on their way at once, 1 or more
     * @param share of these that one destination may take, 1 or more
     * @param octets of content on its way at once; a mail that is larger goes alone
     * @param waiting mails that wait for their time at once, 1 or more
     * @param patience how long to wait for the share of one destination
     * @param slow mails besides, with as many octets again, that have been on their way for long, 0 or more
     * @param slowAfter how long that is
     */
    record Limits(int underWay, int share, long octets, int waiting, Duration patience, int slow, Duration slowAfter) {

        /** The most mails on their way at once. */
        int most() {
            return underWay + slow;
        }
    }

    /** What may be done with a mail. */
    enum Answer {
        DELIVER,
        /** The destination has its share and more. */
        PUT_OFF,
        /** The worker stops; the mail is to stay where it is. */
        LEAVE
    }

    /** A mail that asks to be let in. */
    static final class Pass {
        private final String destination;
        private final long size;
        private long entered;

        /** @param size of the content in octets, 0 if it is not known */
        Pass(String destination, long size) {
            this.destination = destination;
            this.size = size;
        }
    }

    private static final class Lane {
        private int underWay;
        private boolean crawling;
    }

    Admission(Limits limits) {
        this.limits = limits;
    }

    /** Waits until the mail may go. Whoever gets {@link Answer#DELIVER} has to {@link #left leave}. */
    Answer enter(Pass pass) {
        lock.lock();
        try {
            long patience = limits.patience().toNanos();
            while (open) {
                Lane lane = lanes.computeIfAbsent(pass.destination, any -> new Lane());
                if (isFull(pass.size)) {
                    awaitNanos(untilNextIsSlow());
                } else if (lane.underWay < limits.share()) {
                    lane.underWay++;
                    pass.entered = System.nanoTime();
                    moving.add(pass);
                    octets += pass.size;
                    return Answer.DELIVER;
                } else if (lane.crawling || patience <= 0) {
                    lane.crawling = true;
                    return Answer.PUT_OFF;
                } else {
                    patience = awaitNanos(patience);
                }
            }
            return Answer.LEAVE;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull(long size) {
        while (isCrowdedFor(size) && untilNextIsSlow() <= 0) {
            Pass oldest = moving.iterator().next();
            moving.remove(oldest);
            octets -= oldest.size;
            slow++;
            slowOctets += oldest.size;
        }
        return isCrowdedFor(size);
    }

    private boolean isCrowdedFor(long size) {
        return moving.size() >= limits.underWay() || !moving.isEmpty() && octets + size > limits.octets();
    }

    /** Until the oldest mail on its way makes room; for ever, where there is no more room for slow mail either. */
    private long untilNextIsSlow() {
        Pass oldest = moving.iterator().next();
        boolean hasRoom = slow < limits.slow() && (slow == 0 || slowOctets + oldest.size <= limits.octets());
        return hasRoom ? oldest.entered + limits.slowAfter().toNanos() - System.nanoTime() : Long.MAX_VALUE;
    }

    /** An interrupt is the end of the worker, which says so itself. */
    private long awaitNanos(long patience) {
        try {
            return room.awaitNanos(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            open = false;
            return 0;
        }
    }

    /** A mail that was admitted is settled. */
    void left(Pass pass) {
        lock.lock();
        try {
            if (moving.remove(pass)) {
                octets -= pass.size;
            } else {
                slow--;
                slowOctets -= pass.size;
            }
            Lane lane = lanes.get(pass.destination);
            lane.underWay--;
            if (lane.underWay < limits.share() / 2) {
                lane.crawling = false;
            }
            if (lane.underWay == 0) {
                lanes.remove(pass.destination);
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is room for a mail whose time has not come; false if the worker stops. Whoever gets true has to
     * {@link #endWaiting leave}.
     */
    boolean beginWaiting() {
        lock.lock();
        try {
            while (open && waiting >= limits.waiting()) {
                room.awaitUninterruptibly();
            }
            if (open) {
                waiting++;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Whether so many mails wait that they should take turns. */
    boolean isWaitingRoomCrowded() {
        lock.lock();
        try {
            return waiting > limits.waiting() / 2;
        } finally {
            lock.unlock();
        }
    }

    void endWaiting() {
        lock.lock();
        try {
            waiting--;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody is admitted any more, and nobody waits. */
    void close() {
        lock.lock();
        try {
            open = false;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
