package org.requiretls.james.smtpclient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;

/**
 * Content whose first block was read before the transaction began. Most messages are no longer than that, and
 * ready when the peer says 354. A longer one is read on as the peer takes it. An error while reading shows when the
 * content is opened.
 */
final class PrefetchedContent implements MessageContent {

    private final byte[] start;
    private final InputStream rest;
    private final Optional<Exception> failure;

    private PrefetchedContent(byte[] start, InputStream rest, Optional<Exception> failure) {
        this.start = start;
        this.rest = rest;
        this.failure = failure;
    }

    /** Reads on the thread of the caller. */
    static PrefetchedContent of(MessageContent content, int octets) {
        InputStream stream = InputStream.nullInputStream();
        try {
            stream = content.open();
            byte[] start = stream.readNBytes(octets);
            if (start.length < octets) {
                stream.close();
            }
            return new PrefetchedContent(start, stream, Optional.empty());
        } catch (IOException | RuntimeException e) {
            return new PrefetchedContent(new byte[0], stream, Optional.of(e));
        }
    }

    /** All of it, where it is shorter than what was to be read. */
    Optional<byte[]> whole(int octets) {
        return failure.isEmpty() && start.length < octets ? Optional.of(start) : Optional.empty();
    }

    @Override
    public InputStream open() throws IOException {
        if (failure.isPresent()) {
            close();
            if (failure.get() instanceof RuntimeException defect) {
                throw defect;
            }
            throw (IOException) failure.get();
        }
        return new SequenceInputStream(new ByteArrayInputStream(start), rest);
    }

    /** For a transaction that ended before it came to the content. */
    void close() {
        try {
            rest.close();
        } catch (IOException e) {
            // Nothing more is wanted of it.
        }
    }
}
