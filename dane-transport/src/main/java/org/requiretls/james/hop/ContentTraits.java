package org.requiretls.james.hop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a peer has to be told about the content of a message, or has to be able to do for it.
 *
 * @param octets as they go over the wire, every line end being CRLF, without the dots that are doubled (RFC 1870
 *     section 3)
 * @param eightBit whether any octet has its highest bit set, so that the peer needs 8BITMIME (RFC 6152)
 * @param utf8Header whether a header field has text in UTF-8, so that the peer needs SMTPUTF8 (RFC 6531 section 3.1).
 *     Other octets beyond ASCII in a header field are no text that any standard knows; SMTPUTF8 does not help them
 */
public record ContentTraits(long octets, boolean eightBit, boolean utf8Header) {

    /** Of no content. */
    public static final ContentTraits EMPTY = new ContentTraits(0, false, false);

    /** Reads the content once, in constant memory. Closing the stream is the caller's. */
    public static ContentTraits of(InputStream content) throws IOException {
        Scanner scanner = new Scanner();
        byte[] block = new byte[8192];
        for (int n = content.read(block); n >= 0; n = content.read(block)) {
            scanner.take(block, n);
        }
        return scanner.end();
    }

    private static final class Scanner {

        /** A header line that is longer is not looked at: nobody can display it anyway. */
        private static final int LONGEST_HEADER_LINE = 64 * 1024;

        private final ByteArrayOutputStream headerLine = new ByteArrayOutputStream();
        private long octets;
        private boolean eightBit;
        private boolean utf8Header;
        private boolean inHeader = true;
        private boolean emptyLine = true;
        private boolean afterCarriageReturn;

        void take(byte[] block, int length) {
            for (int i = 0; i < length; i++) {
                take(block[i]);
            }
        }

        private void take(byte octet) {
            if (octet == '\n') {
                afterCarriageReturn = false;
                endLine();
                return;
            }
            if (afterCarriageReturn) {
                endLine();
            }
            afterCarriageReturn = octet == '\r';
            if (afterCarriageReturn) {
                return;
            }
            octets++;
            emptyLine = false;
            eightBit |= octet < 0;
            if (inHeader && headerLine.size() < LONGEST_HEADER_LINE) {
                headerLine.write(octet);
            }
        }

        private void endLine() {
            octets += 2;
            if (inHeader) {
                utf8Header |= isUtf8BeyondAscii();
                headerLine.reset();
                inHeader = !emptyLine;
            }
            emptyLine = true;
        }

        private boolean isUtf8BeyondAscii() {
            byte[] line = headerLine.toByteArray();
            return line.length < LONGEST_HEADER_LINE && hasHighBit(line) && isUtf8(line);
        }

        private static boolean hasHighBit(byte[] line) {
            for (byte octet : line) {
                if (octet < 0) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isUtf8(byte[] line) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }

        ContentTraits end() {
            if (afterCarriageReturn || !emptyLine) {
                endLine();
            }
            return new ContentTraits(octets, eightBit, utf8Header);
        }
    }
}
