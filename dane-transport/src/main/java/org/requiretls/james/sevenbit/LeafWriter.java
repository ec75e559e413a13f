package org.requiretls.james.sevenbit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** Writes the body of a leaf. */
abstract class LeafWriter {

    private static final byte[] CRLF = {'\r', '\n'};

    final ByteArrayOutputStream out;

    private LeafWriter(ByteArrayOutputStream out) {
        this.out = out;
    }

    abstract void octets(byte[] octets, int length) throws IOException;

    abstract void lineEnd() throws IOException;

    abstract void end() throws IOException;

    /** What follows is a boundary, to which the last line end belongs. */
    void endBeforeBoundary() throws IOException {
        end();
    }

    final void breakLine() throws IOException {
        out.write(CRLF);
    }

    /** Nothing to be done. */
    static final class AsItIs extends LeafWriter {

        AsItIs(ByteArrayOutputStream out) {
            super(out);
        }

        @Override
        void octets(byte[] octets, int length) {
            out.write(octets, 0, length);
        }

        @Override
        void lineEnd() throws IOException {
            breakLine();
        }

        @Override
        void end() {
            // All is written.
        }
    }

    /** Leaves out what is not ASCII. */
    static final class AsciiOnly extends LeafWriter {

        AsciiOnly(ByteArrayOutputStream out) {
            super(out);
        }

        @Override
        void octets(byte[] octets, int length) {
            for (int i = 0; i < length; i++) {
                if (octets[i] >= 0) {
                    out.write(octets[i]);
                }
            }
        }

        @Override
        void lineEnd() throws IOException {
            breakLine();
        }

        @Override
        void end() {
            // All is written.
        }
    }

    /** RFC 2045 section 6.7. */
    static final class QuotedPrintable extends LeafWriter {

        private static final String DIGITS = "0123456789ABCDEF";

        /** With the equals sign of a soft line break. */
        private static final int LONGEST_LINE = 76;

        private int column;
        private int blank = -1;

        QuotedPrintable(ByteArrayOutputStream out) {
            super(out);
        }

        @Override
        void octets(byte[] octets, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                if (blank >= 0) {
                    literal(blank);
                    blank = -1;
                }
                int octet = octets[i] & 0xff;
                if (octet == ' ' || octet == '\t') {
                    // It must not come to stand at the end of a line.
                    blank = octet;
                } else if (octet > ' ' && octet <= '~' && octet != '=') {
                    literal(octet);
                } else {
                    escaped(octet);
                }
            }
        }

        private void literal(int octet) throws IOException {
            makeRoomFor(1);
            out.write(octet);
        }

        private void escaped(int octet) throws IOException {
            makeRoomFor(3);
            out.write('=');
            out.write(DIGITS.charAt(octet >> 4));
            out.write(DIGITS.charAt(octet & 0xf));
        }

        private void makeRoomFor(int octets) throws IOException {
            if (column + octets > LONGEST_LINE - 1) {
                out.write('=');
                breakLine();
                column = 0;
            }
            column += octets;
        }

        @Override
        void lineEnd() throws IOException {
            end();
            breakLine();
            column = 0;
        }

        @Override
        void end() throws IOException {
            if (blank >= 0) {
                escaped(blank);
                blank = -1;
            }
        }
    }

    /** RFC 2045 section 6.8. Line ends are data, as they were without the encoding. */
    static final class InBase64 extends LeafWriter {

        /** Makes a line of 76 characters. */
        private static final int OCTETS_A_LINE = 57;

        private final byte[] group = new byte[OCTETS_A_LINE];
        private int filled;
        private boolean owesLineEnd;

        InBase64(ByteArrayOutputStream out) {
            super(out);
        }

        @Override
        void octets(byte[] octets, int length) throws IOException {
            payLineEnd();
            for (int i = 0; i < length; i++) {
                put(octets[i]);
            }
        }

        @Override
        void lineEnd() throws IOException {
            payLineEnd();
            owesLineEnd = true;
        }

        private void payLineEnd() throws IOException {
            if (owesLineEnd) {
                owesLineEnd = false;
                put((byte) '\r');
                put((byte) '\n');
            }
        }

        private void put(byte octet) throws IOException {
            group[filled++] = octet;
            if (filled == OCTETS_A_LINE) {
                writeGroup();
            }
        }

        private void writeGroup() throws IOException {
            byte[] octets = Arrays.copyOf(group, filled);
            out.write(Base64.getEncoder().encode(octets));
            breakLine();
            filled = 0;
        }

        @Override
        void end() throws IOException {
            payLineEnd();
            if (filled > 0) {
                writeGroup();
            }
        }

        @Override
        void endBeforeBoundary() throws IOException {
            owesLineEnd = false;
            end();
        }
    }
}
