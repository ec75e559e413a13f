package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.requiretls.james.tag.TlsRequirement.REQUIRED;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

class HandlerOrderTest {

    private static final String CORE = "<handler class=\"org.apache.james.smtpserver.CoreCmdHandlerLoader\"/>";
    private static final String VALID_RCPT =
            "<handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\"/>";

    /** The stock smtpserver.xml names CoreCmdHandlerLoader; James loads its own handlers last all the same. */
    @ParameterizedTest(name = "V1, V5, V6 with the handlers {0}")
    @ValueSource(
            strings = {
                JamesUnderTest.OUR_LINE + VALID_RCPT + CORE,
                VALID_RCPT + JamesUnderTest.OUR_LINE + CORE,
                VALID_RCPT + CORE + JamesUnderTest.OUR_LINE
            })
    void thePlaceBesideTheCoreHandlersDoesNotMatter(String handlers) throws Exception {
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.STARTTLS, handlers, JamesUnderTest.HONOURING_ROUTE);
                SmtpWire wire = SmtpWire.startTls(james)) {
            assertThat(wire.send("EHLO client.example")).contains("REQUIRETLS");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS=x")).startsWith("501 5.5.4 ");
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", "From: a@b.example\r\n\r\nx"))
                    .startsWith("250");
            assertThat(james.queuedTags()).containsExactly(REQUIRED);
        }
    }

    @ParameterizedTest(name = "{0} in front stops the start")
    @ValueSource(
            strings = {"org.apache.james.smtpserver.JamesMailCmdHandler", "org.apache.james.smtpserver.SendMailHandler"
            })
    void aHandlerThatActsBeforeOursStopsTheStart(String early) {
        assertThatThrownBy(() -> JamesUnderTest.smtp(
                        Listener.STARTTLS,
                        "<handler class=\"" + early + "\"/>" + JamesUnderTest.OUR_LINE,
                        JamesUnderTest.HONOURING_ROUTE))
                .hasMessageContaining(early)
                .hasMessageContaining("Put org.requiretls.james.smtp.RequireTlsHandlers first");
    }

    @Test
    void aSecondLineStopsTheStart() {
        assertThatThrownBy(() -> JamesUnderTest.smtp(
                        Listener.STARTTLS,
                        JamesUnderTest.OUR_LINE + JamesUnderTest.OUR_LINE,
                        JamesUnderTest.HONOURING_ROUTE))
                .hasMessageContaining("twice in one handlerchain");
    }

    @Test
    void anUnknownElementStopsTheStart() {
        assertThatThrownBy(() -> JamesUnderTest.smtp(
                        Listener.STARTTLS,
                        "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\"><adverise>no</adverise></handler>",
                        JamesUnderTest.HONOURING_ROUTE))
                .hasMessageContaining("'adverise'");
    }
}
