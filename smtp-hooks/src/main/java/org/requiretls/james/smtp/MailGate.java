package org.requiretls.james.smtp;

import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands in front of James's own MAIL and RCPT handlers: refuses, or notes what was requested and lets James go on. */
final class MailGate {

    private static final Logger LOGGER = LoggerFactory.getLogger(MailGate.class);

    private final Promise promise;
    private final ClearTextRule clearText;

    MailGate(Promise promise, ClearTextRule clearText) {
        this.promise = promise;
        this.clearText = clearText;
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
                clearText.onMail(session).or(() -> MailRule.refusalOf(parsed, Standing.of(session, promise)));
        if (refusal.isPresent()) {
            log(session, "MAIL", refusal.get());
            return refusal.get().response();
        }
        if (parsed == MailArgument.WITH_REQUIRETLS) {
            SessionNotes.tlsRequested(session);
        }
        return null;
    }

    /** Refuses the recipient, or declines, which lets James go on. */
    HookResult onRecipient(SMTPSession session, MailAddress recipient) {
        return clearText
                .onRecipient(session, recipient)
                .map(refusal -> {
                    log(session, "RCPT TO:<" + recipient.asString() + ">", refusal);
                    return refusal.hookResult(HookReturnCode.deny());
                })
                .orElse(HookResult.DECLINED);
    }

    private static void log(SMTPSession session, String command, Refusal refusal) {
        LOGGER.info("{} of {} refused: {} {}", command, ClientText.of(session), refusal.code(), refusal.text());
    }
}
