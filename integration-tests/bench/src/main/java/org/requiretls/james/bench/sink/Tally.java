package org.requiretls.james.bench.sink;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Counts the messages of one turn at a time. A recipient is {@code m<turn>.<number>@…}; whatever belongs to another
 * turn counts apart. Thread-safe.
 */
final class Tally {

    private int turn;
    private final BitSet seen = new BitSet();
    private int duplicates;
    private int strays;
    private long firstAt;
    private long lastAt;

    /** Counting starts anew, for this turn. */
    synchronized void begin(int newTurn) {
        turn = newTurn;
        seen.clear();
        duplicates = 0;
        strays = 0;
        firstAt = 0;
        lastAt = 0;
    }

    /**
     * Counts a message that is about to be acknowledged.
     *
     * @param recipient the address, without brackets
     */
    synchronized void count(byte[] recipient) {
        String localPart = localPart(recipient);
        int dot = localPart.indexOf('.');
        try {
            int ofTurn = Integer.parseInt(localPart, 1, dot, 10);
            int number = Integer.parseInt(localPart, dot + 1, localPart.length(), 10);
            if (localPart.charAt(0) != 'm' || ofTurn != turn) {
                strays++;
                return;
            }
            if (seen.get(number)) {
                duplicates++;
                return;
            }
            seen.set(number);
            lastAt = System.currentTimeMillis();
            firstAt = firstAt == 0 ? lastAt : firstAt;
        } catch (IndexOutOfBoundsException | NumberFormatException notOneOfOurs) {
            strays++;
        }
    }

    private static String localPart(byte[] recipient) {
        String address = new String(recipient, StandardCharsets.ISO_8859_1);
        int at = address.indexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    synchronized Count count() {
        return new Count(turn, seen.cardinality(), duplicates, strays, firstAt, lastAt);
    }
}
