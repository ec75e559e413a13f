package org.requiretls.james.smtp;

import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the gap through which clear text behind STARTTLS passes as if it had come inside TLS (CVE-2011-0411).
 *
 * <p>James looks for commands behind STARTTLS in the bytes that it reads, but stops looking at the first DATA of a
 * connection, be it answered 354 or 503, and never resumes. Two measures, because the second cannot depend on timing:
 * the search is resumed as soon as DATA is over, and a command that was executed while a handshake was pending, which
 * no honest client can have sent, costs the connection.
 */
final class InjectionGuard {

    private static final Logger LOGGER = LoggerFactory.getLogger(InjectionGuard.class);

    /** Start of the message text; lines of that are no commands, and may well read "starttls". */
    private static final String DATA_READY = "354";

    /** To be called with the answer to each command, before it is sent; the answer that is to be sent instead. */
    Response afterCommand(SMTPSession session, Response response) {
        if (TlsSession.of(session) == TlsSession.HANDSHAKE_PENDING) {
            LOGGER.warn(
                    "{} sent a command in clear text behind STARTTLS. Somebody on the path may have put it there; the"
                            + " connection is closed.",
                    session.getRemoteAddress().getAddress().getHostAddress());
            return Refusal.CLEAR_TEXT_BEHIND_STARTTLS.closingResponse();
        }
        if (!DATA_READY.equals(response.getRetCode())) {
            resumeDetection(session);
        }
        return response;
    }

    /** To be called with the answer to the end of DATA. */
    Response afterData(SMTPSession session, Response response) {
        if (response != null) {
            resumeDetection(session);
        }
        return response;
    }

    /** Inside TLS there is nothing to look for, and James would take any further line for an injected one. */
    private static void resumeDetection(SMTPSession session) {
        if (TlsSession.of(session) == TlsSession.CLEAR_TEXT) {
            session.startDetectingCommandInjection();
        }
    }
}
