package org.requiretls.james.smtp;

import javax.mail.MessagingException;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.mailet.Mail;
import org.requiretls.james.session.SessionFacts;
import org.requiretls.james.session.SessionFacts.Keyword;
import org.requiretls.james.session.SessionFactsCodec;
import org.requiretls.james.tag.TlsRequiredHeader;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the tag on a received message, before James queues it.
 *
 * <p>The tag is always written, {@link TlsRequirement#NONE} included, so that nothing but this session decides; and so
 * are the facts about the session ({@link SessionFactsCodec}). The message itself is left as it came: a removed header
 * field would break DKIM and hide the request from hops that do not know the parameter.
 */
final class MessageTagger {

    private static final Logger LOGGER = LoggerFactory.getLogger(MessageTagger.class);

    /**
     * Tags the mail, or has James answer 451 and forget it. An exception of the mail itself is not caught: James
     * answers that one with 451 as well, and closes the connection, over SMTP and LMTP alike.
     */
    HookResult tag(SMTPSession session, Mail mail) {
        SessionFactsCodec.write(mail, new SessionFacts(TlsSession.protectionOf(session), keywordOf(session)));
        if (SessionNotes.wasTlsRequested(session)) {
            return tagRequested(session, mail);
        }
        TlsRequirementCodec.write(mail, TlsRequirement.NONE);
        try {
            TlsRequirementCodec.write(mail, requirementOf(TlsRequiredHeader.of(mail.getMessage()), session, mail));
            return HookResult.DECLINED;
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error(
                    "Mail {} from {} not accepted: its header section cannot be read, so whether it carries"
                            + " TLS-Required is unknown. The client is asked to try again.",
                    mail.getName(),
                    mail.getMaybeSender().asString(),
                    e);
            return Refusal.TAG_UNDECIDED.hookResult(HookReturnCode.denySoft());
        }
    }

    private static Keyword keywordOf(SMTPSession session) {
        return SessionNotes.wasTlsRequested(session) ? Keyword.USED : Keyword.NOT_USED;
    }

    /** RFC 8689 section 4.1: the parameter stands above the header field, which is therefore not even read. */
    private static HookResult tagRequested(SMTPSession session, Mail mail) {
        TlsRequirementCodec.write(mail, TlsRequirement.REQUIRED);
        if (TlsSession.of(session) != TlsSession.ESTABLISHED) {
            LOGGER.error(
                    "Mail {} from {} not accepted: MAIL carried REQUIRETLS, but the session is no longer inside TLS.",
                    mail.getName(),
                    mail.getMaybeSender().asString());
            return Refusal.NOT_INSIDE_TLS.hookResult(HookReturnCode.deny());
        }
        LOGGER.info(
                "Mail {} from {} tagged {}: MAIL carried REQUIRETLS; from {}, {}",
                mail.getName(),
                mail.getMaybeSender().asString(),
                TlsRequirement.REQUIRED,
                ClientText.of(session),
                ClientText.tls(TlsSession.protectionOf(session)));
        return HookResult.DECLINED;
    }

    private static TlsRequirement requirementOf(TlsRequiredHeader header, SMTPSession session, Mail mail) {
        return switch (header) {
            case ABSENT -> TlsRequirement.NONE;
            case NO -> {
                LOGGER.info(
                        "Mail {} from {} tagged {}: its header says TLS-Required: No; from {}, {}",
                        mail.getName(),
                        mail.getMaybeSender().asString(),
                        TlsRequirement.OPTIONAL,
                        ClientText.of(session),
                        ClientText.tls(TlsSession.protectionOf(session)));
                yield TlsRequirement.OPTIONAL;
            }
            case INVALID -> {
                LOGGER.info(
                        "Mail {} from {} not tagged: its TLS-Required field is not a single 'TLS-Required: No'",
                        mail.getName(),
                        mail.getMaybeSender().asString());
                yield TlsRequirement.NONE;
            }
        };
    }
}
