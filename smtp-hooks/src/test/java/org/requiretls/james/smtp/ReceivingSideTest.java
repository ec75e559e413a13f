package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.tag.TlsRequirement.NONE;
import static org.requiretls.james.tag.TlsRequirement.OPTIONAL;
import static org.requiretls.james.tag.TlsRequirement.REQUIRED;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** The receiver table V1 to V12 on James's real SMTP server, over real sockets. */
class ReceivingSideTest {

    private static final String MESSAGE = "From: a@client.example\r\nSubject: x\r\n\r\nbody";
    private static final String MESSAGE_WITH_NO = "TLS-Required: No\r\n" + MESSAGE;

    private JamesUnderTest james;

    @BeforeEach
    void start() throws Exception {
        james = JamesUnderTest.smtp(Listener.STARTTLS);
    }

    @AfterEach
    void stop() {
        james.close();
    }

    private SmtpWire insideTls() throws Exception {
        SmtpWire wire = SmtpWire.startTls(james);
        wire.send("EHLO client.example");
        return wire;
    }

    @Test
    @Covers({"R8689-2-01", "R8689-2-02", "R3207-4.2-03"})
    void r8689_2_02TheKeywordIsListedAfterStartTls() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            assertThat(wire.send("EHLO client.example").lines().map(line -> line.substring(4)))
                    .containsOnlyOnce("REQUIRETLS")
                    .doesNotContain("STARTTLS");
        }
    }

    @Test
    @Covers("R8689-2-03")
    void r8689_2_03TheKeywordIsNotListedInClearText() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            assertThat(wire.send("EHLO client.example")).contains("STARTTLS").doesNotContain("REQUIRETLS");
        }
    }

    @Test
    @Covers("R8689-2-03")
    void r8689_2_03TheKeywordIsNotListedAfterHelo() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            assertThat(wire.send("HELO client.example")).startsWith("250").doesNotContain("REQUIRETLS");
        }
    }

    @Test
    @Covers("R8689-2-04")
    void r8689_2_04NoCommandIsAdded() throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.send("REQUIRETLS")).isEqualTo(wire.send("FOOBAR").replace("FOOBAR", "REQUIRETLS"));
        }
    }

    @ParameterizedTest(name = "V1, V8, V9, R8689-2-06, R8689-4.1-01: [{0}] is accepted and tagged")
    @ValueSource(
            strings = {
                "MAIL FROM:<a@client.example> REQUIRETLS",
                "mail from:<a@client.example> requiretls",
                "MAIL FROM:<a@client.example>   RequireTls  ",
                "MAIL FROM:<a@client.example> SIZE=100  REQUIRETLS BODY=8BITMIME",
                "MAIL FROM:<a@client.example> REQUIRETLS RET=FULL",
                "MAIL FROM:<> REQUIRETLS"
            })
    @Covers({"R8689-2-06", "R8689-4.1-01"})
    void v1_v8_v9(String mail) throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.transaction(mail, MESSAGE)).startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(REQUIRED);
    }

    @Test
    @Covers({"R8689-4.1-03", "R8689-4.1-04"})
    void v1_r8689_4_1_03TheParameterOutranksTheHeaderAndTheHeaderStays() throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE_WITH_NO))
                    .startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(REQUIRED);
        assertThat(queuedText()).contains("TLS-Required: No\r\n");
    }

    @Test
    @Covers("R8689-4.1-02")
    void v2TheHeaderTagsInsideTls() throws Exception {
        try (SmtpWire wire = insideTls()) {
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE_WITH_NO);
        }
        assertThat(james.queuedTags()).containsExactly(OPTIONAL);
        assertThat(queuedText()).contains("TLS-Required: No\r\n");
    }

    @Test
    @Covers("R8689-4.1-02")
    void v3TheHeaderTagsInClearText() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE_WITH_NO);
        }
        assertThat(james.queuedTags()).containsExactly(OPTIONAL);
    }

    @ParameterizedTest(name = "V4: header [{0}] tags nothing")
    @ValueSource(strings = {"X: y", "TLS-Required: Yes", "TLS-Required: No\r\nTLS-Required: No", "RequireTLS: NO"})
    @Covers({"R8689-3-03", "R8689-3-06", "R8689-3-08"})
    void v4(String header) throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.transaction("MAIL FROM:<a@client.example>", header + "\r\n" + MESSAGE))
                    .startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
        assertThat(queuedText()).contains(header + "\r\n");
    }

    @Test
    @Covers("R8689-2-11")
    void v5_r8689_2_11InClearTextItIsRefusedAndNothingIsQueued() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("530 5.7.10 ");
            assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("503");
            assertThat(wire.send("DATA")).startsWith("503");
        }
        assertThat(james.queued()).isEmpty();
    }

    @ParameterizedTest(name = "V6, R8689-2-05, R8689-2-07: [{0}] is refused")
    @ValueSource(
            strings = {
                "MAIL FROM:<a@client.example> REQUIRETLS=",
                "MAIL FROM:<a@client.example> REQUIRETLS=CHAIN",
                "MAIL FROM:<a@client.example> requiretls=no",
                "MAIL FROM:<a@client.example> REQUIRETLS REQUIRETLS",
                "MAIL FROM:<a@client.example> REQUIRETLS requiretls",
                "MAIL FROM:<a@client.example> BODY=8BITMIME\tREQUIRETLS",
                "MAIL FROM:<a@client.example>REQUIRETLS",
                "MAIL FROM:<\"a> REQUIRETLS\"@client.example>"
            })
    @Covers({"R8689-2-05", "R8689-2-07", "S-OPT-01"})
    void v6(String mail) throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.send(mail)).startsWith("501 5.5.4 ");
            assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("503");
        }
    }

    @Test
    void v6AddressesThatHoldTheWordAreNoRequest() throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.transaction("MAIL FROM:<requiretls@client.example>", MESSAGE))
                    .startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    @Test
    @Covers("R5321-4.1-01")
    void v7WithAStockRouteTheExtensionIsOff() throws Exception {
        try (JamesUnderTest stock =
                        JamesUnderTest.smtp(Listener.STARTTLS, JamesUnderTest.OUR_LINE, JamesUnderTest.STOCK_ROUTE);
                SmtpWire wire = SmtpWire.startTls(stock)) {
            assertThat(wire.send("EHLO client.example")).startsWith("250").doesNotContain("REQUIRETLS");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("555 5.5.4 ");
            assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE_WITH_NO))
                    .startsWith("250");
            assertThat(stock.queuedTags()).containsExactly(OPTIONAL);
        }
    }

    @Test
    @Covers("R5321-4.1-01")
    void v7TheExtensionCanBeSwitchedOff() throws Exception {
        String handler = "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\">"
                + "<advertise>never</advertise></handler>";
        try (JamesUnderTest off = JamesUnderTest.smtp(Listener.STARTTLS, handler, JamesUnderTest.HONOURING_ROUTE);
                SmtpWire wire = SmtpWire.connect(off)) {
            wire.send("EHLO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("555 5.5.4 ");
        }
    }

    @Test
    @Covers("R8689-8.4-01")
    void v10AListenerMayDemandTls() throws Exception {
        String handler = "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\">"
                + "<clearTextMail>refuse</clearTextMail></handler>";
        try (JamesUnderTest strict = JamesUnderTest.smtp(Listener.STARTTLS, handler, JamesUnderTest.HONOURING_ROUTE)) {
            try (SmtpWire wire = SmtpWire.connect(strict)) {
                wire.send("EHLO client.example");
                assertThat(wire.send("MAIL FROM:<a@client.example>")).startsWith("530 5.7.0 ");
                assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("530 5.7.0 ");
                assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("503");
            }
            try (SmtpWire wire = SmtpWire.startTls(strict)) {
                wire.send("EHLO client.example");
                assertThat(wire.transaction("MAIL FROM:<a@client.example>", MESSAGE))
                        .startsWith("250");
            }
        }
    }

    @Test
    void v11AfterHeloThereAreNoExtensions() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            wire.send("HELO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("555 5.5.4 ");
        }
    }

    @Test
    void v11HeloTakesBackWhatEhloOffered() throws Exception {
        try (SmtpWire wire = insideTls()) {
            wire.send("HELO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("555 5.5.4 ");
            wire.send("EHLO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("250");
        }
    }

    @Test
    void r3207_4_2_02TheGreetingFromBeforeTheHandshakeDoesNotCount() throws Exception {
        try (SmtpWire wire = SmtpWire.startTls(james)) {
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("503 5.5.1 ");
            wire.send("EHLO client.example");
            assertThat(wire.send("MAIL FROM:<a@client.example> REQUIRETLS")).startsWith("250");
        }
    }

    @Test
    @Covers("R3207-4.2-01")
    void r3207_4_2_02ATransactionFromBeforeTheHandshakeIsGone() throws Exception {
        try (SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("EHLO client.example");
            assertThat(wire.send("MAIL FROM:<evil@client.example>")).startsWith("250");
            assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("250");
            assertThat(wire.send("STARTTLS")).startsWith("220");
            wire.handshake();
            assertThat(wire.send("DATA")).startsWith("503");
        }
        assertThat(james.queued()).isEmpty();
    }

    @ParameterizedTest(name = "R8689-4.1-07: no tag is left after {0}")
    @CsvSource({"RSET", "EHLO client.example", "HELO client.example"})
    @Covers("R8689-4.1-07")
    void theTagEndsWithTheTransaction(String command) throws Exception {
        try (SmtpWire wire = insideTls()) {
            wire.send("MAIL FROM:<a@client.example> REQUIRETLS");
            assertThat(wire.send(command)).startsWith("250");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    @ParameterizedTest(name = "R8689-4.1-07: no tag is left after the failure of [{0}]")
    @ValueSource(
            strings = {
                "MAIL FROM:<not an address> REQUIRETLS",
                "MAIL FROM:<a@client.example> REQUIRETLS SIZE=x",
                "MAIL FROM:<a@client.example> REQUIRETLS=x",
                "MAIL FROM:<a@client.example> REQUIRETLS REQUIRETLS"
            })
    @Covers("R8689-4.1-07")
    void noTagIsLeftAfterAFailedMail(String mail) throws Exception {
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.send(mail)).startsWith("501");
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
        }
        assertThat(james.queuedTags()).containsExactly(NONE);
    }

    @Test
    @Covers("R8689-4.1-07")
    void r8689_4_1_07EachTransactionHasItsOwnTag() throws Exception {
        try (SmtpWire wire = insideTls()) {
            wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE);
            wire.transaction("MAIL FROM:<a@client.example>", MESSAGE);
            wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE);
        }
        assertThat(james.queuedTags()).containsExactly(REQUIRED, NONE, REQUIRED);
    }

    /** James answers 503 and drops the sender of the open transaction; what follows is a new one, with its own tag. */
    @Test
    void r8689_4_1_07AMailInsideATransactionNeverEndsInAWeakerTag() throws Exception {
        try (SmtpWire wire = insideTls()) {
            wire.send("MAIL FROM:<a@client.example> REQUIRETLS");
            assertThat(wire.send("MAIL FROM:<a@client.example>")).startsWith("503");
            assertThat(wire.send("RCPT TO:<bob@example.local>")).startsWith("503");
            assertThat(wire.transaction("MAIL FROM:<a@client.example> REQUIRETLS", MESSAGE))
                    .startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(REQUIRED);
    }

    /** A refusal of ours would leave James's transaction open; it must not lose its tag by that. */
    @ParameterizedTest(name = "R8689-4.1-07: a tagged transaction is not weakened by [{0}]")
    @ValueSource(strings = {"MAIL FROM:<a@client.example> REQUIRETLS=x", "MAIL FROM:<a@client.example>"})
    void aTaggedTransactionIsNotWeakenedByAFurtherMail(String further) throws Exception {
        try (SmtpWire wire = insideTls()) {
            wire.send("MAIL FROM:<a@client.example> REQUIRETLS");
            wire.send("RCPT TO:<bob@example.local>");
            assertThat(wire.send(further)).startsWith("503");
            assertThat(wire.send("DATA")).startsWith("503");
        }
        assertThat(james.queued()).isEmpty();
    }

    @Test
    void r8689_4_1_01PipelinedTransactionsKeepTheirTagsApart() throws Exception {
        try (SmtpWire wire = insideTls()) {
            String rest = "\r\nRCPT TO:<bob@example.local>\r\nDATA\r\n";
            wire.raw("MAIL FROM:<a@client.example> REQUIRETLS=1\r\nMAIL FROM:<a@client.example> REQUIRETLS" + rest);
            assertThat(List.of(wire.reply(), wire.reply(), wire.reply(), wire.reply()))
                    .extracting(reply -> reply.substring(0, 3))
                    .containsExactly("501", "250", "250", "354");
            wire.raw(MESSAGE + "\r\n.\r\nMAIL FROM:<a@client.example>" + rest);
            assertThat(List.of(wire.reply(), wire.reply(), wire.reply(), wire.reply()))
                    .extracting(reply -> reply.substring(0, 3))
                    .containsExactly("250", "250", "250", "354");
            assertThat(wire.send(MESSAGE + "\r\n.")).startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(REQUIRED, NONE);
    }

    /** RFC 5321 allows 512 octets; SIZE (RFC 1870) adds 26, AUTH (RFC 4954) 500, RET and ENVID (RFC 3461) 9 and 107. */
    @Test
    @Covers("R8689-2-08")
    void r8689_2_08TheMailLineGrowsByElevenOctets() throws Exception {
        String line = "MAIL FROM:<" + "a".repeat(64) + "@" + "b.".repeat(100) + "example> SIZE=1000 BODY=8BITMIME X=";
        String longest = line + "x".repeat(512 + 26 + 500 + 9 + 107 - 2 - line.length());
        try (SmtpWire wire = insideTls()) {
            assertThat(wire.send(longest)).startsWith("250");
            wire.send("RSET");
            assertThat(wire.transaction(longest + " REQUIRETLS", MESSAGE)).startsWith("250");
        }
        assertThat(james.queuedTags()).containsExactly(REQUIRED);
    }

    private String queuedText() throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        james.queued().get(0).getMessage().writeTo(text);
        return text.toString(StandardCharsets.US_ASCII);
    }
}
