/**
 * Content with octets beyond ASCII, for a server that takes none.
 *
 * <p>A server that does not offer {@code 8BITMIME} (RFC 6152) is promised that all octets are below 128, and MIME
 * (RFC 2045) can keep the promise: a part is sent as {@code quoted-printable} if it is text and as {@code base64} if
 * not, and its header field {@code Content-Transfer-Encoding} says so. Composite parts must not be encoded (section
 * 6.4): of a {@code multipart}, and of a message within the message, the leaves are. Everything else stays as it is,
 * octet by octet, but for line ends, which become CRLF.
 *
 * <p>A message may be larger than memory. So its content is read twice: once to see which leaves have octets to be
 * encoded, since the header of a leaf says how and comes before it, and once to encode. Both go line by line, and of a
 * long line piece by piece.
 */
package org.requiretls.james.sevenbit;
