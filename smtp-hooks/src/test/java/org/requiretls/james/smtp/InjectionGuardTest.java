package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.junit.jupiter.api.Test;

class InjectionGuardTest {

    private static final Response ANSWER = new SMTPResponse("250", "ok");
    private static final Response DATA_READY = new SMTPResponse("354", "go ahead");

    private final InjectionGuard guard = new InjectionGuard();

    @Test
    void detectionIsResumedAfterARefusedData() {
        SMTPSession session = afterDataCommand(FakeSession.inClearText());

        assertThat(guard.afterCommand(session, new SMTPResponse("503", "no")))
                .extracting(Response::getRetCode)
                .isEqualTo("503");
        assertThat(session.needsCommandInjectionDetection()).isTrue();
    }

    @Test
    void detectionIsOffWhileTheTextOfAMessageIsRead() {
        SMTPSession session = afterDataCommand(FakeSession.inClearText());

        guard.afterCommand(session, DATA_READY);
        guard.afterData(session, null);

        assertThat(session.needsCommandInjectionDetection()).isFalse();
    }

    @Test
    void detectionIsResumedAfterTheTextOfAMessage() {
        SMTPSession session = afterDataCommand(FakeSession.inClearText());

        assertThat(guard.afterData(session, ANSWER)).isSameAs(ANSWER);

        assertThat(session.needsCommandInjectionDetection()).isTrue();
    }

    /** Resumed there, James would take every further line of the client for an injected one. */
    @Test
    void detectionStaysOffInsideTls() {
        SMTPSession session = afterDataCommand(FakeSession.insideTls());

        assertThat(guard.afterCommand(session, ANSWER)).isSameAs(ANSWER);
        guard.afterData(session, ANSWER);

        assertThat(session.needsCommandInjectionDetection()).isFalse();
    }

    @Test
    void aCommandDuringTheHandshakeCostsTheConnection() {
        Response response = guard.afterCommand(FakeSession.duringHandshake(), ANSWER);

        assertThat(response.getRetCode()).isEqualTo("421");
        assertThat(response.isEndSession()).isTrue();
    }

    private static SMTPSession afterDataCommand(SMTPSession session) {
        session.stopDetectingCommandInjection();
        return session;
    }
}
