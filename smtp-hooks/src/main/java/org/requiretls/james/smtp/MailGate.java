package org.requiretls.james.smtp;

import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands in front of James's own MAIL handler: refuses, or notes what was requested and lets James go on. */
final class MailGate {

    private static final Logger LOGGER = LoggerFactory.getLogger(MailGate.class);

    private final Promise promise;
    private final ClearTextMail clearTextMail;

    MailGate(Promise promise, ClearTextMail clearTextMail) {
        this.promise = promise;
        this.clearTextMail = clearTextMail;
    }

    /**
     * @param argument what stands behind {@code MAIL} and a blank; may be null
     * @return the refusal, or null, which is how James is told to ask the next handler
     */
    Response onMail(SMTPSession session, String argument) {
        if (SessionNotes.isTransactionOpen(session)) {
            // James answers 503; the request of the open transaction must outlive that.
            return null;
        }
        SessionNotes.tlsNotRequested(session);
        MailArgument parsed = MailArgument.parse(argument);
        Optional<Refusal> refusal =
                refusalOfClearText(session).or(() -> MailRule.refusalOf(parsed, Standing.of(session, promise)));
        if (refusal.isPresent()) {
            log(session, refusal.get());
            return refusal.get().response();
        }
        if (parsed == MailArgument.WITH_REQUIRETLS) {
            SessionNotes.tlsRequested(session);
        }
        return null;
    }

    private Optional<Refusal> refusalOfClearText(SMTPSession session) {
        return clearTextMail == ClearTextMail.REFUSED && TlsSession.of(session) != TlsSession.ESTABLISHED
                ? Optional.of(Refusal.TLS_DEMANDED)
                : Optional.empty();
    }

    private static void log(SMTPSession session, Refusal refusal) {
        LOGGER.info(
                "MAIL of {} [{}] refused: {} {}",
                session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection)
                        .orElse("an unnamed client"),
                session.getRemoteAddress().getAddress().getHostAddress(),
                refusal.code(),
                refusal.text());
    }
}
