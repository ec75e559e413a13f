package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** What becomes of AUTH in clear text, on James's real SMTP server. */
class ClearTextLoginTest {

    private static final String RIGHT = "secret";
    private static final String WRONG = "guess";

    @TempDir
    private Path var;

    private JamesUnderTest server(String requireSsl, String clearTextLogin) throws Exception {
        return JamesUnderTest.smtp(
                Listener.STARTTLS,
                "<auth><announce>always</announce><requireSSL>" + requireSsl + "</requireSSL>"
                        + "<plainAuthEnabled>true</plainAuthEnabled></auth>",
                "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\"><clearTextLogin>" + clearTextLogin
                        + "</clearTextLogin></handler>",
                JamesUnderTest.HONOURING_ROUTE,
                var);
    }

    private static SmtpWire clear(JamesUnderTest james) throws Exception {
        SmtpWire wire = SmtpWire.connect(james);
        wire.send("EHLO client.example");
        return wire;
    }

    private static SmtpWire insideTls(JamesUnderTest james) throws Exception {
        SmtpWire wire = SmtpWire.startTls(james);
        wire.send("EHLO client.example");
        return wire;
    }

    private static String plain(String password) {
        return "AUTH PLAIN " + base64("\0" + JamesUnderTest.LOCAL_USER + "\0" + password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "requireSSL {0}, clearTextLogin {1}: in clear text, right and wrong password get 538")
    @CsvSource({"true, asAnnounced", "true, refuseAfterTls", "false, refuse", "true, refuse"})
    @Covers("R8314-4.1-01")
    void r8314_4_1_01WhereClearLoginsAreOffNoReplyTellsAboutThePassword(String requireSsl, String option)
            throws Exception {
        try (JamesUnderTest james = server(requireSsl, option)) {
            try (SmtpWire wire = clear(james)) {
                assertThat(wire.send(plain(WRONG))).startsWith("538 5.7.11 ").isEqualTo(wire.send(plain(RIGHT)));
                assertThat(wire.send("AUTH LOGIN")).startsWith("538 5.7.11 ");
            }
            try (SmtpWire wire = insideTls(james)) {
                assertThat(wire.send(plain(WRONG))).startsWith("535");
                assertThat(wire.send(plain(RIGHT))).startsWith("235");
            }
        }
    }

    /** James does not list AUTH to clients of authorizedAddresses; they are served all the same. */
    @Test
    void whoMayRelayAnywayGetsTheSameAnswer() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.smtp(
                        Listener.STARTTLS,
                        "<auth><announce>forUnauthorizedAddresses</announce><requireSSL>true</requireSSL></auth>",
                        JamesUnderTest.OUR_LINE,
                        JamesUnderTest.HONOURING_ROUTE,
                        var);
                SmtpWire wire = clear(james)) {
            assertThat(wire.send(plain(RIGHT))).startsWith("538 5.7.11 ");
        }
    }

    @Test
    void byDefaultAListenerWithoutRequireSslTakesClearLogins() throws Exception {
        try (JamesUnderTest james = server("false", "asAnnounced");
                SmtpWire wire = clear(james)) {
            assertThat(wire.send(plain(WRONG))).startsWith("535");
            assertThat(wire.send(plain(RIGHT))).startsWith("235");
        }
    }

    @ParameterizedTest(name = "after a login by {0}")
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    @Covers({"S-SUB-02", "R8314-4.1-01"})
    void s_sub_02AnAccountThatUsedTlsMayNotGoBackAndARestartDoesNotHelp(String mechanism) throws Exception {
        try (JamesUnderTest james = server("false", "refuseAfterTls")) {
            try (SmtpWire wire = clear(james)) {
                assertThat(wire.send(plain(RIGHT))).startsWith("235");
            }
            try (SmtpWire wire = insideTls(james)) {
                login(wire, mechanism);
                wire.send("NOOP");
            }
            assertRefusedLikeAWrongPassword(james);
        }
        try (JamesUnderTest restarted = server("false", "refuseAfterTls")) {
            assertRefusedLikeAWrongPassword(restarted);
            try (SmtpWire wire = insideTls(restarted)) {
                assertThat(wire.send(plain(RIGHT))).startsWith("235");
            }
        }
        assertThat(Files.readAllLines(var.resolve("requiretls/accounts-that-used-tls")))
                .containsExactly(JamesUnderTest.LOCAL_USER);
    }

    private static void login(SmtpWire wire, String mechanism) throws Exception {
        if (mechanism.equals("PLAIN")) {
            assertThat(wire.send(plain(RIGHT))).startsWith("235");
        } else {
            wire.send("AUTH LOGIN");
            wire.send(base64(JamesUnderTest.LOCAL_USER));
            assertThat(wire.send(base64(RIGHT))).startsWith("235");
        }
    }

    private static void assertRefusedLikeAWrongPassword(JamesUnderTest james) throws Exception {
        try (SmtpWire wire = clear(james)) {
            assertThat(wire.send(plain(RIGHT))).startsWith("535").isEqualTo(wire.send(plain(WRONG)));
            assertThat(wire.send("AUTH PLAIN " + base64("\0BOB@Example.LOCAL\0" + RIGHT)))
                    .startsWith("535");
        }
    }

    @Test
    void aWrongPasswordInsideTlsClosesNoDoor() throws Exception {
        try (JamesUnderTest james = server("false", "refuseAfterTls")) {
            try (SmtpWire wire = insideTls(james)) {
                assertThat(wire.send(plain(WRONG))).startsWith("535");
                wire.send("NOOP");
            }
            try (SmtpWire wire = clear(james)) {
                assertThat(wire.send(plain(RIGHT))).startsWith("235");
            }
        }
    }

    @Test
    void aFileThatCannotBeReadStopsTheStart() throws Exception {
        Files.createDirectories(var.resolve("requiretls/accounts-that-used-tls"));

        assertThatThrownBy(() -> server("false", "refuseAfterTls"))
                .hasStackTraceContaining("file://var/requiretls/accounts-that-used-tls")
                .hasStackTraceContaining("take refuseAfterTls out");
    }

    /** There nobody serves AUTH; without an answer the client would wait for ever. */
    @Test
    void overLmtpTheCommandStaysUnknown() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.lmtp(Listener.STARTTLS);
                SmtpWire wire = SmtpWire.connect(james)) {
            wire.send("LHLO client.example");
            assertThat(wire.send("AUTH PLAIN x")).isEqualTo(wire.send("FOOBAR x"));
        }
    }
}
