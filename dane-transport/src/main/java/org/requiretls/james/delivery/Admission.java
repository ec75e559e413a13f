package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says how much mail may be on its way at once, in all and for one destination, so that a destination that stalls or
 * crawls delays its own mail only, and the memory that mail takes is bounded.
 *
 * <p>The thread that takes mail off the queue waits here for room. For room in the share of one destination it does not
 * wait long: where that is full and nothing leaves it, mail is put off.
 */
final class Admission {

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Map<String, Lane> lanes = new HashMap<>();
    private int underWay;
    private long octets;
    private int waiting;
    private boolean open = true;

    /**
     * @param underWay mails on their way at once, 1 or more
     * @param share of these that one destination may take, 1 or more
     * @param octets of content on its way at once; a mail that is larger goes alone
     * @param waiting mails that wait for their time at once, 1 or more
     * @param patience how long to wait for the share of one destination
     */
    record Limits(int underWay, int share, long octets, int waiting, Duration patience) {}

    /** What may be done with a mail. */
    enum Answer {
        DELIVER,
        /** The destination has its share and more. */
        PUT_OFF,
        /** The worker stops; the mail is to stay where it is. */
        LEAVE
    }

    private static final class Lane {
        private int underWay;
        private boolean crawling;
    }

    Admission(Limits limits) {
        this.limits = limits;
    }

    /**
     * Waits until the mail may go. Whoever gets {@link Answer#DELIVER} has to {@link #left leave}.
     *
     * @param size of the content in octets, 0 if it is not known
     */
    Answer enter(String destination, long size) {
        lock.lock();
        try {
            long patience = limits.patience().toNanos();
            while (open) {
                Lane lane = lanes.computeIfAbsent(destination, any -> new Lane());
                if (isFull(size)) {
                    room.awaitUninterruptibly();
                } else if (lane.underWay < limits.share()) {
                    lane.underWay++;
                    underWay++;
                    octets += size;
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
        return underWay >= limits.underWay() || underWay > 0 && octets + size > limits.octets();
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
    void left(String destination, long size) {
        lock.lock();
        try {
            underWay--;
            octets -= size;
            Lane lane = lanes.get(destination);
            lane.underWay--;
            if (lane.underWay < limits.share() / 2) {
                lane.crawling = false;
            }
            if (lane.underWay == 0) {
                lanes.remove(destination);
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
