package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.junit.jupiter.api.Test;
import org.requiretls.james.session.SessionFacts;

class ClientTextTest {

    private static String greeted(String name) {
        SMTPSession session = FakeSession.insideTls();
        session.setAttachment(SMTPSession.CURRENT_HELO_NAME, name, State.Connection);
        return ClientText.of(session);
    }

    @Test
    void aClientIsNamedAsItNamesItself() {
        assertThat(greeted("mx.example.org")).isEqualTo("mx.example.org [127.0.0.1]");
        assertThat(ClientText.of(FakeSession.inClearText())).isEqualTo("an unnamed client [127.0.0.1]");
    }

    @Test
    void aNameDoesNothingToTheTerminalOfWhoReadsTheLog() {
        assertThat(greeted("a b\u001b[2Jc\td\u00e9")).isEqualTo("a?b?[2Jc?d? [127.0.0.1]");
        assertThat(greeted("x".repeat(2_000))).isEqualTo("x".repeat(253) + "... [127.0.0.1]");
    }

    @Test
    void tlsIsTold() {
        assertThat(ClientText.tls(Optional.of(new SessionFacts.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"))))
                .isEqualTo("tls=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384");
        assertThat(ClientText.tls(Optional.empty())).isEqualTo("tls=none");
    }
}
