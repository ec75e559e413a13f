package org.requiretls.james.sevenbit;

import java.util.BitSet;

/** Which leaves have octets beyond ASCII, by their number. */
final class Survey implements MimeEvents {

    private final BitSet eightBit = new BitSet();
    private int leaf = -1;

    /** @param number from 0, in the order in which they come */
    boolean isEightBit(int number) {
        return eightBit.get(number);
    }

    boolean isAnyEightBit() {
        return !eightBit.isEmpty();
    }

    @Override
    public void header(EntityHeader header) {
        if (header.kind() != EntityHeader.Kind.MULTIPART && header.kind() != EntityHeader.Kind.MESSAGE) {
            leaf++;
        }
    }

    @Override
    public void leaf(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            if (octets[i] < 0) {
                eightBit.set(leaf);
                return;
            }
        }
    }

    @Override
    public void lineEndOfLeaf() {
        // A line end is ASCII.
    }

    @Override
    public void between(byte[] octets, int length) {
        // Nobody reads it.
    }

    @Override
    public void lineEndBetween() {
        // As above.
    }

    @Override
    public void endOfPart() {
        // The number of the next leaf comes with its header.
    }

    @Override
    public void endOfMessage() {
        // All is known.
    }
}
