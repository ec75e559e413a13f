package org.requiretls.james.smtp;

import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * What the handlers remember between two commands of one session, and for how long.
 *
 * <p>James clears the transaction state on EHLO, HELO, RSET, STARTTLS and at the end of DATA, but not when MAIL fails;
 * there the next MAIL overwrites the note, since it is written anew for each MAIL that may open a transaction.
 */
final class SessionNotes {

    private static final AttachmentKey<Boolean> KEYWORD_OFFERED =
            AttachmentKey.of("org.requiretls.keyword-offered", Boolean.class);

    private static final AttachmentKey<Boolean> TLS_REQUESTED =
            AttachmentKey.of("org.requiretls.tls-requested", Boolean.class);

    /** The verb that James notes for EHLO and LHLO alike; after HELO it notes HELO. */
    private static final String HELO = "HELO";

    private SessionNotes() {}

    /** The answer to the current EHLO lists the keyword. That holds for the connection: TLS does not end before it. */
    static void keywordOffered(SMTPSession session) {
        session.setAttachment(KEYWORD_OFFERED, Boolean.TRUE, State.Connection);
    }

    static boolean wasKeywordOffered(SMTPSession session) {
        return session.getAttachment(KEYWORD_OFFERED, State.Connection).isPresent();
    }

    static boolean isHeloSession(SMTPSession session) {
        return session.getAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection)
                .filter(HELO::equals)
                .isPresent();
    }

    /** A transaction is open, so that James is going to refuse a further MAIL. */
    static boolean isTransactionOpen(SMTPSession session) {
        return session.getAttachment(SMTPSession.SENDER, State.Transaction).isPresent();
    }

    static void tlsRequested(SMTPSession session) {
        session.setAttachment(TLS_REQUESTED, Boolean.TRUE, State.Transaction);
    }

    static void tlsNotRequested(SMTPSession session) {
        session.removeAttachment(TLS_REQUESTED, State.Transaction);
    }

    static boolean wasTlsRequested(SMTPSession session) {
        return session.getAttachment(TLS_REQUESTED, State.Transaction).isPresent();
    }
}
