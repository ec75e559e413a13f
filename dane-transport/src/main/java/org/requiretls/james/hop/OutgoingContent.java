package org.requiretls.james.hop;

import java.io.IOException;
import java.io.InputStream;

/** The content of a message, which can be read as often as there are attempts. */
public interface OutgoingContent {

    /** What a peer has to know about it. Read once, then remembered. */
    ContentTraits traits() throws IOException;

    /** The content as it is. The caller closes the stream. */
    InputStream asItIs() throws IOException;

    /**
     * The content with 8-bit parts encoded, for a peer without 8BITMIME. Signatures over the message break, as RFC
     * 6152 section 3 has to accept. The caller closes the stream.
     */
    InputStream as7Bit() throws IOException;

    /**
     * What may be read by anybody, where this is a notification: of the message that it is about only the header (RFC
     * 8689 section 5).
     */
    OutgoingContent withoutQuotedContent();
}
