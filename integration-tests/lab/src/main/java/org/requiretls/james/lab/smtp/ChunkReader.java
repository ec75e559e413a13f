package org.requiretls.james.lab.smtp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** Reads the chunks of a message (RFC 3030 section 2), octet by octet as they are counted. */
final class ChunkReader {

    private final PeerWire wire;
    private final RecordedSession session;
    private final int kept;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long size;
    private int before = '\n';
    private boolean refused;

    ChunkReader(PeerWire wire, RecordedSession session, int kept) {
        this.wire = wire;
        this.session = session;
        this.kept = kept;
    }

    /** @throws EOFException if the client goes away before the chunk is complete */
    void read(int octets) throws IOException {
        for (int i = 0; i < octets; i++) {
            int octet = wire.read();
            if (octet == -1) {
                throw new EOFException("the client closed inside a chunk");
            }
            if ((octet == '\n') != (before == '\r') && (octet == '\n' || before == '\r')) {
                session.addViolation("bare CR or LF in a chunk");
            }
            before = octet;
            size++;
            if (content.size() < kept) {
                content.write(octet);
            }
        }
    }

    /** The last chunk has been read. */
    void end() {
        if (before != '\n') {
            session.addViolation("the last chunk does not end with a line end");
        }
    }

    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    byte[] content() {
        return content.toByteArray();
    }

    long size() {
        return size;
    }
}
