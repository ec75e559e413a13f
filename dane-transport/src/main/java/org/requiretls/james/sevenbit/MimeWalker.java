package org.requiretls.james.sevenbit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Takes a message octet by octet and tells what comes in it. Any octets are a message of some kind: what makes no sense
 * as MIME is the body of a leaf.
 */
final class MimeWalker {

    /** As much of a line is kept; no boundary is longer (RFC 2046 section 5.1.1). */
    private static final int LONGEST_PIECE = 1024;

    /** As much of a header is kept. */
    private static final int LONGEST_HEADER = 1024 * 1024;

    private final MimeEvents events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(LONGEST_PIECE);
    private final Deque<Container> containers = new ArrayDeque<>();
    private final List<String> headerLines = new ArrayList<>();
    private int headerOctets;
    private Place place = Place.HEADER;
    private boolean inDigest;
    private boolean atLineStart = true;
    private boolean afterCarriageReturn;

    /** A multipart that has not ended. */
    private record Container(String boundary, boolean digest) {}

    private enum Place {
        HEADER,
        LEAF,
        BETWEEN
    }

    MimeWalker(MimeEvents events) {
        this.events = events;
    }

    void take(byte[] octets, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            take(octets[i]);
        }
    }

    private void take(byte octet) throws IOException {
        if (octet == '\n') {
            afterCarriageReturn = false;
            endLine();
            return;
        }
        if (afterCarriageReturn) {
            endLine();
        }
        afterCarriageReturn = octet == '\r';
        if (!afterCarriageReturn) {
            line.write(octet);
            if (line.size() == LONGEST_PIECE && place != Place.HEADER) {
                pieceOfLine();
            }
        }
    }

    void end() throws IOException {
        if (afterCarriageReturn || line.size() > 0 || !atLineStart) {
            endLine();
        }
        if (place == Place.HEADER && !headerLines.isEmpty()) {
            endHeader(false);
        }
        events.endOfMessage();
    }

    private void endLine() throws IOException {
        if (place == Place.HEADER) {
            headerLine();
        } else if (!atLineStart || !isBoundary()) {
            pieceOfLine();
            if (place == Place.LEAF) {
                events.lineEndOfLeaf();
            } else {
                events.lineEndBetween();
            }
        }
        line.reset();
        atLineStart = true;
    }

    private void pieceOfLine() throws IOException {
        byte[] piece = line.toByteArray();
        if (place == Place.LEAF) {
            events.leaf(piece, piece.length);
        } else {
            events.between(piece, piece.length);
        }
        line.reset();
        atLineStart = false;
    }

    private void headerLine() throws IOException {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (text.isEmpty()) {
            endHeader(true);
            return;
        }
        if (text.startsWith("--") && isBoundary()) {
            return;
        }
        headerOctets += text.length();
        if (headerOctets > LONGEST_HEADER) {
            throw new IOException("a header of more than " + LONGEST_HEADER + " octets is not converted to 7 bit");
        }
        headerLines.add(text);
    }

    private void endHeader(boolean terminated) throws IOException {
        EntityHeader header = EntityHeader.of(headerLines, inDigest, terminated);
        headerLines.clear();
        headerOctets = 0;
        inDigest = false;
        events.header(header);
        switch (header.kind()) {
            case MULTIPART -> {
                containers.push(new Container(header.boundary(), header.isDigest()));
                place = Place.BETWEEN;
            }
            case MESSAGE -> place = Place.HEADER;
            default -> place = Place.LEAF;
        }
    }

    /** If the line is a boundary of a multipart that we are in, goes there. */
    private boolean isBoundary() throws IOException {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.startsWith("--")) {
            return false;
        }
        for (Container container : containers) {
            String delimiter = "--" + container.boundary();
            String rest = text.startsWith(delimiter)
                    ? text.substring(delimiter.length()).stripTrailing()
                    : "no";
            if (rest.isEmpty() || rest.equals("--")) {
                leaveTo(container, rest.isEmpty());
                return true;
            }
        }
        return false;
    }

    private void leaveTo(Container container, boolean another) throws IOException {
        if (place == Place.HEADER && !headerLines.isEmpty()) {
            endHeader(false);
        }
        events.endOfPart();
        byte[] delimiter = line.toByteArray();
        events.between(delimiter, delimiter.length);
        events.lineEndBetween();
        Iterator<Container> open = containers.iterator();
        while (open.next() != container) {
            open.remove();
        }
        if (!another) {
            open.remove();
        }
        place = another ? Place.HEADER : Place.BETWEEN;
        inDigest = another && container.digest();
    }
}
