package org.requiretls.james.smtpclient;

/**
 * Turns content into what goes over the wire after DATA: every line end becomes CRLF, a dot at the start of a line is
 * doubled, and a line with a single dot ends it all (RFC 5321 section 4.5.2). Not for use by several threads at once.
 */
final class ContentEncoder {

    /** How much longer the output can be than the input: a dot or a bare LF becomes two octets. */
    private static final int GROWTH = 2;

    /** A CR kept back from the input before, and in {@link #finish} CRLF, dot, CRLF after it. */
    private static final int SURPLUS = 8;

    private byte[] out = {};
    private int written;
    private boolean atLineStart = true;
    private boolean afterCarriageReturn;

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
        for (int i = 0; i < length; i++) {
            encode(input[i]);
        }
        return written;
    }

    /** Ends the content: {@code .CRLF}, after a CRLF if the last line lacks one. */
    int finish(byte[] target) {
        begin(target);
        endPendingLine();
        if (!atLineStart) {
            endLine();
        }
        put('.');
        endLine();
        return written;
    }

    private void begin(byte[] target) {
        out = target;
        written = 0;
    }

    private void encode(byte octet) {
        if (octet == '\n') {
            afterCarriageReturn = false;
            endLine();
            return;
        }
        endPendingLine();
        if (octet == '\r') {
            afterCarriageReturn = true;
            return;
        }
        if (atLineStart && octet == '.') {
            put('.');
        }
        put(octet);
        atLineStart = false;
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
