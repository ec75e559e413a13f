package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.tag.TlsRequirement.OPTIONAL;
import static org.requiretls.james.tag.TlsRequirement.REQUIRED;

import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** Listeners that are inside TLS from the first octet: submissions (465), and LMTP, which has no STARTTLS in James. */
class ImplicitTlsTest {

    private static final String MESSAGE = "From: a@client.example\r\n\r\nbody";

    @Test
    @Covers({"R8689-2-02", "S-SUB-01"})
    void r8689_2_02_v1TheFirstEhloListsTheKeyword() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.IMPLICIT_TLS);
                SmtpWire wire = SmtpWire.connectWithTls(james)) {
            assertThat(wire.send("EHLO client.example").lines().map(line -> line.substring(4)))
                    .containsOnlyOnce("REQUIRETLS")
                    .doesNotContain("STARTTLS");
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE))
                    .startsWith("250");
            assertThat(james.queuedTags()).containsExactly(REQUIRED);
        }
    }

    @Test
    void v11OnImplicitTls() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.IMPLICIT_TLS);
                SmtpWire wire = SmtpWire.connectWithTls(james)) {
            assertThat(wire.send("HELO client.example")).doesNotContain("REQUIRETLS");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("555 5.5.4 ");
        }
    }

    @Test
    void v5OnAListenerWithoutTls() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.WITHOUT_TLS);
                SmtpWire wire = SmtpWire.connect(james)) {
            assertThat(wire.send("EHLO client.example")).doesNotContain("TLS");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("530 5.7.10 ");
        }
    }

    @Test
    @Covers("R8689-2-09")
    void r8689_2_09LmtpBehavesAlike() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.lmtp(Listener.IMPLICIT_TLS);
                SmtpWire wire = SmtpWire.connectWithTls(james)) {
            assertThat(wire.send("LHLO client.example").lines().map(line -> line.substring(4)))
                    .containsOnlyOnce("REQUIRETLS");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS=x")).startsWith("501 5.5.4 ");
            wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE);
            wire.transaction("MAIL FROM:<a@client.example>", "TLS-Required: No\r\n" + MESSAGE);
            assertThat(james.processedTags()).containsExactly(REQUIRED, OPTIONAL);
        }
    }

    @Test
    void r8689_2_09LmtpInClearTextBehavesAlike() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.lmtp(Listener.WITHOUT_TLS);
                SmtpWire wire = SmtpWire.connect(james)) {
            assertThat(wire.send("LHLO client.example")).startsWith("250").doesNotContain("REQUIRETLS");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("530 5.7.10 ");
        }
    }
}
