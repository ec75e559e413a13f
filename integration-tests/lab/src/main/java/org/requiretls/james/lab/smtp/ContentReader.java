package org.requiretls.james.lab.smtp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** Reads the content after DATA up to its final dot, and takes the dot-stuffing off (RFC 5321 section 4.5.2). */
final class ContentReader {

    private final PeerWire wire;
    private final RecordedSession session;
    private final int kept;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long size;

    ContentReader(PeerWire wire, RecordedSession session, int kept) {
        this.wire = wire;
        this.session = session;
        this.kept = kept;
    }

    /** @throws EOFException if the client goes away before the final dot */
    void read() throws IOException {
        boolean atLineStart = true;
        while (true) {
            int octet = next();
            if (atLineStart && octet == '.') {
                int afterDot = next();
                if (afterDot == '\r') {
                    int end = next();
                    if (end == '\n') {
                        return;
                    }
                    session.addViolation("a line of the content begins with a dot that was not doubled");
                    keep('\r');
                    octet = end;
                } else {
                    if (afterDot != '.') {
                        session.addViolation("a line of the content begins with a dot that was not doubled");
                    }
                    octet = afterDot;
                }
            }
            atLineStart = keepLineEndsWhole(octet);
        }
    }

    /** Keeps the octet, and after a CR what follows it; answers whether a line has ended with it. */
    private boolean keepLineEndsWhole(int octet) throws IOException {
        int current = octet;
        while (current == '\r') {
            keep('\r');
            current = next();
            if (current == '\n') {
                keep('\n');
                return true;
            }
            session.addViolation("bare CR in the content");
        }
        if (current == '\n') {
            session.addViolation("bare LF in the content");
        }
        keep(current);
        return false;
    }

    byte[] content() {
        return content.toByteArray();
    }

    long size() {
        return size;
    }

    private int next() throws IOException {
        int octet = wire.read();
        if (octet == -1) {
            throw new EOFException("the client closed inside the content");
        }
        return octet;
    }

    private void keep(int octet) {
        size++;
        if (content.size() < kept) {
            content.write(octet);
        }
    }
}
