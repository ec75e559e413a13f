package org.requiretls.james.sevenbit;

import java.io.IOException;

/** What comes in a message, in its order. */
interface MimeEvents {

    /** The header of the message, of a part, or of a message within; the empty line after it is included. */
    void header(EntityHeader header) throws IOException;

    /** Octets of the body of a leaf, all of one line. */
    void leaf(byte[] octets, int length) throws IOException;

    /** The end of a line in the body of a leaf. If a boundary follows, it belongs to that (RFC 2046 section 5.1.1). */
    void lineEndOfLeaf() throws IOException;

    /** Octets around the parts of a multipart, which are for nobody to see: boundaries and what stands beside. */
    void between(byte[] octets, int length) throws IOException;

    void lineEndBetween() throws IOException;

    /** A boundary is about to come. */
    void endOfPart() throws IOException;

    void endOfMessage() throws IOException;
}
