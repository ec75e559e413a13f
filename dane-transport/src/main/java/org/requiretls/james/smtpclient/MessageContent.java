package org.requiretls.james.smtpclient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The header and body of a message, as octets to be read once.
 *
 * <p>Line ends may be CRLF, bare CR or bare LF; each becomes a CRLF on the wire, since a server that takes a bare LF
 * for a line end and one that does not would see different messages (RFC 5321 section 2.3.8). Dots are doubled as
 * section 4.5.2 says. Nothing else is changed: content with octets above 127 needs the MAIL parameter
 * {@code BODY=8BITMIME} (RFC 6152), or conversion, which is the caller's to decide.
 */
@FunctionalInterface
public interface MessageContent {

    /**
     * Called once per transaction, on the thread that calls {@link SmtpSession#send}, which reads the first block there
     * and then. The rest of the stream is read on worker threads as fast as the peer takes it, a block at a time. It is
     * closed in any case; where the connection is lost this can be shortly after the result is known.
     *
     * @throws IOException to give up; the transaction ends with {@link SessionFailure.ContentUnreadable}
     */
    InputStream open() throws IOException;

    static MessageContent of(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }
}
