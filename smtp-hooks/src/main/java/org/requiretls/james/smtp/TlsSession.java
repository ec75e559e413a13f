package org.requiretls.james.smtp;

import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.james.protocols.smtp.SMTPSession;
import org.requiretls.james.session.SessionFacts;

/**
 * How far the TLS of an SMTP session has come. The only place that decides whether a session "is TLS": the EHLO
 * keyword, the MAIL rule, the message hook and the injection guard all ask here.
 */
enum TlsSession {
    /** No TLS on this connection. */
    CLEAR_TEXT,

    /**
     * STARTTLS was answered, or the port is an implicit-TLS one, and the handshake is not finished. James already
     * says {@code isTLSStarted()} here, while what it reads may still be clear text from before the handshake.
     */
    HANDSHAKE_PENDING,

    /** A cipher suite protects the session. */
    ESTABLISHED;

    /** What JSSE reports before a handshake, in place of a protocol version. */
    private static final String NO_PROTOCOL = "NONE";

    /** Part of the name of every suite that authenticates without encrypting, and of {@code SSL_NULL_WITH_NULL_NULL}, which JSSE reports before a handshake. */
    private static final String NULL_ENCRYPTION = "_WITH_NULL_";

    /** What protects the session; empty unless it is {@link #ESTABLISHED}. */
    static Optional<SessionFacts.Tls> protectionOf(SMTPSession session) {
        return of(session) == ESTABLISHED
                ? session.getSSLSession().map(tls -> new SessionFacts.Tls(tls.getProtocol(), tls.getCipherSuite()))
                : Optional.empty();
    }

    static TlsSession of(SMTPSession session) {
        if (!session.isTLSStarted()) {
            return CLEAR_TEXT;
        }
        return session.getSSLSession().filter(TlsSession::isProtected).isPresent() ? ESTABLISHED : HANDSHAKE_PENDING;
    }

    private static boolean isProtected(SSLSession session) {
        String suite = session.getCipherSuite();
        return suite != null
                && !suite.contains(NULL_ENCRYPTION)
                && session.getProtocol() != null
                && !NO_PROTOCOL.equals(session.getProtocol());
    }
}
