package org.requiretls.james.smtp;

import org.apache.james.core.Username;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands in front of James's own AUTH handler and of its password check. */
final class LoginGate {

    private static final Logger LOGGER = LoggerFactory.getLogger(LoginGate.class);

    private static final AttachmentKey<Boolean> LOGIN_NOTED =
            AttachmentKey.of("org.requiretls.login-noted", Boolean.class);

    /** An address that no client has (RFC 5737): to clients that may relay anyway, James need not list AUTH at all. */
    private static final String STRANGER = "192.0.2.1";

    private final ClearTextLogin clearTextLogin;
    private final TlsAccounts accounts;

    LoginGate(ClearTextLogin clearTextLogin, TlsAccounts accounts) {
        this.clearTextLogin = clearTextLogin;
        this.accounts = accounts;
    }

    /**
     * The refusal of AUTH, or null, which lets James go on. It comes before any password is looked at, so that it tells
     * nothing about one (RFC 8314 section 4.1).
     */
    Response onAuth(SMTPSession session) {
        if (TlsSession.of(session) == TlsSession.ESTABLISHED || !isRefused(session)) {
            return null;
        }
        LOGGER.info("AUTH of [{}] in clear text refused", ClientText.address(session));
        return Refusal.LOGIN_IN_CLEAR_TEXT.response();
    }

    private boolean isRefused(SMTPSession session) {
        return clearTextLogin == ClearTextLogin.REFUSED || isListedInsideTlsOnly(session);
    }

    private static boolean isListedInsideTlsOnly(SMTPSession session) {
        return session.getConfiguration().isAuthAnnounced(STRANGER, true)
                && !session.getConfiguration().isAuthAnnounced(STRANGER, false);
    }

    /** The answer of the password check, which is that of a wrong password, or "declined", which lets James check it. */
    HookResult onPassword(SMTPSession session, Username user) {
        if (clearTextLogin != ClearTextLogin.REFUSED_AFTER_TLS
                || TlsSession.of(session) == TlsSession.ESTABLISHED
                || !accounts.contains(user)) {
            return HookResult.DECLINED;
        }
        LOGGER.warn(
                "Login of {} from [{}] in clear text refused: the account has used TLS before. Its mail program was set"
                        + " back, or somebody on the path takes STARTTLS away.",
                user.asString(),
                ClientText.address(session));
        return HookResult.builder().hookReturnCode(HookReturnCode.deny()).build();
    }

    /** To be called after each command: James has no hook for a login that succeeded. */
    void afterCommand(SMTPSession session) {
        if (session.getUsername() == null
                || session.getAttachment(LOGIN_NOTED, State.Connection).isPresent()) {
            return;
        }
        session.setAttachment(LOGIN_NOTED, Boolean.TRUE, State.Connection);
        if (TlsSession.of(session) == TlsSession.ESTABLISHED) {
            accounts.add(session.getUsername());
        }
        // RFC 8314 section 4: version and suite belong into the log of logins.
        LOGGER.info(
                "Login of {} from [{}], {}",
                session.getUsername().asString(),
                ClientText.address(session),
                ClientText.tls(TlsSession.protectionOf(session)));
    }
}
