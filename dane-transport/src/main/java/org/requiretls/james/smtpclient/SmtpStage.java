package org.requiretls.james.smtpclient;

/** How far a session had come. */
public enum SmtpStage {
    GREETING,
    /** EHLO, or HELO after it, in clear. */
    EHLO,
    STARTTLS,
    /** Between the 220 to STARTTLS and the end of the TLS handshake. */
    HANDSHAKE,
    EHLO_IN_TLS,
    /** AUTH, and what is said to each of its 334. */
    AUTH,
    /** Between two transactions. */
    IDLE,
    RSET,
    MAIL,
    RCPT,
    DATA,
    /** After the 354, while the content is sent; or with BDAT, before the last chunk. */
    CONTENT,
    /** After the final dot or the last chunk. */
    END_OF_DATA,
    QUIT
}
