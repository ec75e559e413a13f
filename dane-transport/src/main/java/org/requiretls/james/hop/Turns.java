package org.requiretls.james.hop;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs what one delivery sets free for the next one after the other. A delivery that ends at once lets the next one
 * begin; done within each other, thousands of them would overflow the stack.
 */
final class Turns {

    private static final ThreadLocal<Deque<Runnable>> UNDER_WAY = new ThreadLocal<>();

    private Turns() {}

    /** Runs the action now or, inside of another one on this thread, right after that. */
    static void give(Runnable action) {
        Deque<Runnable> underWay = UNDER_WAY.get();
        if (underWay != null) {
            underWay.add(action);
            return;
        }
        Deque<Runnable> mine = new ArrayDeque<>();
        UNDER_WAY.set(mine);
        try {
            for (Runnable next = action; next != null; next = mine.poll()) {
                next.run();
            }
        } finally {
            UNDER_WAY.remove();
        }
    }
}
