package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** TLS demanded of some clients, or for some recipients, on James's real SMTP server. */
class ClearTextRuleTest {

    private static final String MESSAGE = "From: a@client.example\r\n\r\nbody";

    private static JamesUnderTest server(String elements) throws Exception {
        return JamesUnderTest.smtp(
                Listener.STARTTLS,
                "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\">" + elements + "</handler>",
                JamesUnderTest.HONOURING_ROUTE);
    }

    @ParameterizedTest(name = "client from {0}")
    @ValueSource(strings = {"127.0.0.0/8", "192.0.2.0/24,127.0.0.1", "::/0, 127.0.0.0/255.0.0.0"})
    @Covers({"S-LVL-05", "R8689-8.4-01"})
    void s_lvl_05AClientOfANamedNetworkHasToUseTls(String networks) throws Exception {
        try (JamesUnderTest james = server("<tlsOnlyClients>" + networks + "</tlsOnlyClients>")) {
            try (SmtpWire wire = SmtpWire.connect(james)) {
                wire.send("EHLO client.example");
                assertThat(wire.send("MAIL FROM:<a@client.example>")).startsWith("530 5.7.0 ");
                assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("503");
            }
            try (SmtpWire wire = SmtpWire.startTls(james)) {
                wire.send("EHLO client.example");
                assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                        .startsWith("250");
            }
        }
    }

    @Test
    @Covers("S-LVL-05")
    void s_lvl_05OtherClientsAreNotConcerned() throws Exception {
        try (JamesUnderTest james = server("<tlsOnlyClients>192.0.2.0/24, 2001:db8::/32</tlsOnlyClients>");
                SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                    .startsWith("250");
        }
    }

    @ParameterizedTest(name = "{0} protects bob and no other")
    @ValueSource(strings = {"bob@example.local", "vip@example.net, BOB@Example.Local"})
    @Covers("S-LVL-05")
    void s_lvl_05ANamedRecipientGetsMailInsideTlsOnly(String recipients) throws Exception {
        try (JamesUnderTest james = server("<tlsOnlyRecipients>" + recipients + "</tlsOnlyRecipients>")) {
            try (SmtpWire wire = SmtpWire.connect(james)) {
                wire.send("EHLO client.example");
                wire.send("MAIL FROM:<a@client.example>");
                assertThat(wire.send("RCPT TO:<Bob@example.local>")).startsWith("550 5.7.10 ");
                assertThat(wire.send("RCPT TO:<carol@example.local>")).startsWith("250");
                wire.send("DATA");
                assertThat(wire.send(MESSAGE + "\r\n.")).startsWith("250");
            }
            try (SmtpWire wire = SmtpWire.startTls(james)) {
                wire.send("EHLO client.example");
                assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                        .startsWith("250");
            }
            assertThat(james.queued())
                    .extracting(mail -> mail.getRecipients().toString())
                    .containsExactly("[carol@example.local]", "[bob@example.local]");
        }
    }

    @Test
    @Covers("S-LVL-05")
    void s_lvl_05ADomainStandsForAllItsAddresses() throws Exception {
        try (JamesUnderTest james = server("<tlsOnlyRecipients>example.LOCAL</tlsOnlyRecipients>");
                SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            wire.send("MAIL FROM:<a@client.example>");
            assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("550 5.7.10 ");
            assertThat(wire.send("RCPT TO:<bob@sub.example.local>")).doesNotContain("5.7.10");
        }
    }

    /** RFC 3207 section 4: not by default. */
    @Test
    @Covers("R3207-4-01")
    void r3207_4_01ByDefaultMailInClearTextIsTaken() throws Exception {
        try (JamesUnderTest james = server("");
                SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                    .startsWith("250");
        }
    }

    @ParameterizedTest(name = "{0} stops the start")
    @ValueSource(
            strings = {
                "<tlsOnlyClients>300.1.2.3/8</tlsOnlyClients>",
                "<tlsOnlyClients>127.0.0.0/8,</tlsOnlyClients>",
                "<tlsOnlyRecipients>a@b@c</tlsOnlyRecipients>",
                "<tlsOnlyRecipients>&lt;bob@example.local&gt;</tlsOnlyRecipients>"
            })
    void whatMakesNoSenseStopsTheStart(String element) {
        assertThatThrownBy(() -> server(element))
                .hasMessageContaining(element.startsWith("<tlsOnlyC") ? "tlsOnlyClients" : "tlsOnlyRecipients");
    }
}
