package org.requiretls.james.smtp;

/**
 * Whether AUTH is taken outside TLS.
 *
 * <p>James looks at {@code <requireSSL>} only when it lists AUTH in the answer to EHLO; a client that sends AUTH
 * unasked is served in clear text all the same. Here it is not.
 */
enum ClearTextLogin {
    /** The default: where James lists AUTH inside TLS only, it is taken inside TLS only. */
    AS_ANNOUNCED,

    /** As above; and an account that once logged in inside TLS may not do so in clear text any more. */
    REFUSED_AFTER_TLS,

    /** Never (RFC 8314 section 4.1). */
    REFUSED
}
