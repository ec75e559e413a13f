package org.requiretls.james.x509;

import java.util.Arrays;
import java.util.Optional;

/**
 * One element of a DER encoding, located inside a larger array.
 *
 * @param bytes the array
 * @param tag the identifier octet; none of several octets occurs in what we read
 * @param start where the element begins
 * @param content where its content begins
 * @param end just behind its last octet
 */
record Der(byte[] bytes, int tag, int start, int content, int end) {

    private static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;
    static final int CONTEXT_0 = 0xA0;

    private static final int LONG_FORM = 0x80;

    /** The element that is all of the array. */
    static Optional<Der> whole(byte[] bytes) {
        return at(bytes, 0, bytes.length).filter(element -> element.end == bytes.length);
    }

    /** The element that begins at a place, if it is well-formed and ends before a limit. */
    private static Optional<Der> at(byte[] bytes, int start, int limit) {
        if (limit - start < 2) {
            return Optional.empty();
        }
        int first = bytes[start + 1] & 0xFF;
        int lengthOctets = first < LONG_FORM ? 0 : first - LONG_FORM;
        int content = start + 2 + lengthOctets;
        boolean indefinite = first == LONG_FORM;
        if (indefinite || lengthOctets > 3 || content > limit) {
            return Optional.empty();
        }
        int length = first < LONG_FORM ? first : bigEndian(bytes, start + 2, lengthOctets);
        if (length > limit - content) {
            return Optional.empty();
        }
        return Optional.of(new Der(bytes, bytes[start] & 0xFF, start, content, content + length));
    }

    private static int bigEndian(byte[] bytes, int from, int octets) {
        int value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    boolean is(int expectedTag) {
        return tag == expectedTag;
    }

    /** A bit string without unused bits in its last octet, as all keys are. */
    boolean isWholeOctets() {
        return is(BIT_STRING) && end > content && bytes[content] == 0;
    }

    /** The first element inside this one. */
    Optional<Der> firstInside() {
        return at(bytes, content, end);
    }

    /** The element behind this one, both inside a parent. */
    Optional<Der> next(Der parent) {
        return at(bytes, end, parent.end);
    }

    /** Tag, length and content, as they stand. */
    byte[] encoded() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    byte[] contentOctets() {
        return Arrays.copyOfRange(bytes, content, end);
    }
}
