package org.requiretls.james.smtpclient;

/**
 * Turns content into what goes over the wire: every line end becomes CRLF. After DATA, moreover, a dot at the start of a
 * line is doubled, and a line with a single dot ends it all (RFC 5321 section 4.5.2); the chunks of BDAT are counted, so
 * that no dot has a meaning (RFC 3030 section 2). Not for use by several threads at once.
 */
final class ContentEncoder {

    /** How much longer the output can be than the input: a dot or a bare LF becomes two octets. */
    private static final int GROWTH = 2;

    /** A CR kept back from the input before, and in {@link #finish} CRLF, dot, CRLF after it. */
    private static final int SURPLUS = 8;

    /** How the peer knows the end of the content. */
    private enum Ending {
        FINAL_DOT,
        COUNT
    }

    private final Ending ending;
    private byte[] out = {};
    private int written;
    private boolean atLineStart = true;
    private boolean afterCarriageReturn;

    private ContentEncoder(Ending ending) {
        this.ending = ending;
    }

    /** For DATA. */
    static ContentEncoder dotted() {
        return new ContentEncoder(Ending.FINAL_DOT);
    }

    /** For BDAT. */
    static ContentEncoder counted() {
        return new ContentEncoder(Ending.COUNT);
    }

    /** The space that {@link #encode} may need for so many octets. */
    static int worstCase(int inputOctets) {
        return inputOctets * GROWTH + SURPLUS;
    }

    /**
     * Encodes the next piece of the content.
     *
     * @param target at least {@link #worstCase} long; filled from its start
     * @return how many octets were put there
     */
    int encode(byte[] input, int length, byte[] target) {
        begin(target);
        int next = 0;
        while (next < length) {
            int endOfText = endOfText(input, next, length);
            if (endOfText > next) {
                text(input, next, endOfText);
            }
            if (endOfText < length) {
                lineEnd(input[endOfText]);
            }
            next = endOfText + 1;
        }
        return written;
    }

    /** Ends the content: with a CRLF if the last line lacks one, and after DATA with {@code .CRLF}. */
    int finish(byte[] target) {
        begin(target);
        endPendingLine();
        if (!atLineStart) {
            endLine();
        }
        if (ending == Ending.FINAL_DOT) {
            put('.');
            endLine();
        }
        return written;
    }

    private void begin(byte[] target) {
        out = target;
        written = 0;
    }

    /** Where the next CR or LF is, or the end. */
    private static int endOfText(byte[] input, int from, int length) {
        int end = from;
        while (end < length && !isLineEnd(input[end])) {
            end++;
        }
        return end;
    }

    /** The first comparison settles it for nearly every octet of a message. */
    private static boolean isLineEnd(byte octet) {
        return octet <= '\r' && (octet == '\r' || octet == '\n');
    }

    private void text(byte[] input, int from, int to) {
        endPendingLine();
        if (atLineStart && input[from] == '.' && ending == Ending.FINAL_DOT) {
            put('.');
        }
        System.arraycopy(input, from, out, written, to - from);
        written += to - from;
        atLineStart = false;
    }

    private void lineEnd(byte octet) {
        if (octet == '\n') {
            afterCarriageReturn = false;
            endLine();
        } else {
            endPendingLine();
            afterCarriageReturn = true;
        }
    }

    /** A CR ends its line when it turns out that no LF follows. */
    private void endPendingLine() {
        if (afterCarriageReturn) {
            afterCarriageReturn = false;
            endLine();
        }
    }

    private void endLine() {
        put('\r');
        put('\n');
        atLineStart = true;
    }

    private void put(int octet) {
        out[written++] = (byte) octet;
    }
}
