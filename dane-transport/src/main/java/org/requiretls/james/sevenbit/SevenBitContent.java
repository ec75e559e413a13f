package org.requiretls.james.sevenbit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** A message of which all bodies are ASCII. Made while it is read, in constant memory. */
public final class SevenBitContent extends InputStream {

    private static final int BLOCK_OCTETS = 8192;

    private final InputStream source;
    private final ByteArrayOutputStream made = new ByteArrayOutputStream(2 * BLOCK_OCTETS);
    private final MimeWalker walker;
    private final byte[] block = new byte[BLOCK_OCTETS];
    private byte[] ready = {};
    private int position;
    private boolean ended;

    /** The content of a message, to be read from its start as often as wanted. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    private SevenBitContent(InputStream source, Survey survey, String software) {
        this.source = source;
        walker = new MimeWalker(new Conversion(survey, software, made));
    }

    /**
     * Reads the content to its end, to see what has to be done, and opens it again.
     *
     * @param software that converts, for the field {@code X-MIME-Autoconverted}
     */
    public static InputStream of(Source content, String software) throws IOException {
        Survey survey = new Survey();
        MimeWalker surveyor = new MimeWalker(survey);
        byte[] block = new byte[BLOCK_OCTETS];
        try (InputStream in = content.open()) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                surveyor.take(block, length);
            }
        }
        surveyor.end();
        return new SevenBitContent(content.open(), survey, software);
    }

    @Override
    public int read() throws IOException {
        return prepare() ? ready[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!prepare()) {
            return -1;
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, target, offset, count);
        position += count;
        return count;
    }

    /** False at the end. */
    private boolean prepare() throws IOException {
        while (position == ready.length && !ended) {
            int length = source.read(block);
            if (length < 0) {
                walker.end();
                ended = true;
            } else {
                walker.take(block, length);
            }
            ready = made.toByteArray();
            position = 0;
            made.reset();
        }
        return position < ready.length;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
