package org.requiretls.james.smtp;

import org.apache.james.protocols.smtp.SMTPSession;

/** What a session is entitled to, as far as REQUIRETLS goes; the first that applies, in this order. */
enum Standing {
    /** The server does not offer the extension to anybody. */
    EXTENSION_OFF,

    /** No TLS, or a handshake that is not finished. */
    NOT_INSIDE_TLS,

    /** Inside TLS, and greeted with HELO. */
    HELO_SESSION,

    /** Inside TLS, but no EHLO since the handshake: James keeps the greeting from before STARTTLS. */
    NO_EHLO_INSIDE_TLS,

    /** The keyword was in an EHLO answer inside TLS. */
    KEYWORD_OFFERED;

    static Standing of(SMTPSession session, Promise promise) {
        if (promise instanceof Promise.NotKept) {
            return EXTENSION_OFF;
        }
        if (TlsSession.of(session) != TlsSession.ESTABLISHED) {
            return NOT_INSIDE_TLS;
        }
        if (SessionNotes.isHeloSession(session)) {
            return HELO_SESSION;
        }
        return SessionNotes.wasKeywordOffered(session) ? KEYWORD_OFFERED : NO_EHLO_INSIDE_TLS;
    }
}
