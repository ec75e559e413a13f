package org.requiretls.james.smtp;

import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * Who may send in clear text, and to whom (RFC 8689 section 8.4: a domain that needs TLS may refuse mail without it,
 * {@code TLS-Required: No} or not).
 *
 * @param mail whether the listener takes mail outside TLS at all
 * @param clients networks whose clients have to use TLS
 * @param recipients addresses and domains that get mail inside TLS only
 */
record ClearTextRule(ClearTextMail mail, ClientNetworks clients, TlsOnlyRecipients recipients) {

    /** Why MAIL is refused in this session, whatever it says. */
    Optional<Refusal> onMail(SMTPSession session) {
        boolean refused = isClear(session)
                && (mail == ClearTextMail.REFUSED
                        || clients.contain(session.getRemoteAddress().getAddress()));
        return refused ? Optional.of(Refusal.TLS_DEMANDED) : Optional.empty();
    }

    /** Why RCPT is refused for this recipient. */
    Optional<Refusal> onRecipient(SMTPSession session, MailAddress recipient) {
        return isClear(session) && recipients.contain(recipient)
                ? Optional.of(Refusal.TLS_DEMANDED_FOR_RECIPIENT)
                : Optional.empty();
    }

    private static boolean isClear(SMTPSession session) {
        return TlsSession.of(session) != TlsSession.ESTABLISHED;
    }
}
