package org.requiretls.james.lab.smtp;

/** The points of a session at which a {@link SmtpPeer} can be told to answer differently. */
public enum Stage {
    /** The connection was accepted; the normal answer is a {@code 220} greeting. */
    GREETING,
    /** {@code EHLO} before TLS. */
    EHLO,
    /** {@code HELO}, before or after TLS. */
    HELO,
    /** The {@code STARTTLS} command; the normal answer is {@code 220}. */
    STARTTLS,
    /** After the 220 to {@code STARTTLS}: the normal answer is to do the TLS handshake. */
    HANDSHAKE,
    /** {@code EHLO} inside TLS. */
    EHLO_IN_TLS,
    /** {@code MAIL}, in clear or in TLS. */
    MAIL,
    /** {@code RCPT}; a single recipient can be addressed by {@link SmtpPeerBuilder#onRecipient}. */
    RCPT,
    /** {@code DATA}; the normal answer is {@code 354}. */
    DATA,
    /** After the 354, before the content is read: the normal answer is to read it. */
    CONTENT,
    /** {@code BDAT}, before its octets are read: any answer in place of that leaves them to be read as commands. */
    BDAT,
    /** A chunk is complete that is not the last; the normal answer is {@code 250}. */
    CHUNK,
    /** A chunk behind a refused one, the last included, once its octets are read. */
    CHUNK_BEHIND_REFUSED,
    /** The content is complete; the normal answer is {@code 250}. */
    END_OF_DATA,
    RSET,
    NOOP,
    QUIT,
    /** A command that the peer does not know; the normal answer is {@code 500}. */
    UNKNOWN
}
