package org.requiretls.james.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Stream;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.lab.conformance.Covers;

class TlsRequiredHeaderTest {

    static Stream<Arguments> headers() {
        return Stream.of(
                // R8689-3-01: field name and value without regard to case
                Arguments.of("TLS-Required: No\r\n", TlsRequiredHeader.NO),
                Arguments.of("tls-required: no\r\n", TlsRequiredHeader.NO),
                Arguments.of("TLS-REQUIRED: NO\r\n", TlsRequiredHeader.NO),
                // R8689-3-02: folding white space
                Arguments.of("TLS-Required:No\r\n", TlsRequiredHeader.NO),
                Arguments.of("TLS-Required:   \t No  \r\n", TlsRequiredHeader.NO),
                Arguments.of("TLS-Required:\r\n No\r\n", TlsRequiredHeader.NO),
                Arguments.of("TLS-Required:\r\n\t No\r\n \r\n", TlsRequiredHeader.NO),
                // R8689-3-03: other values
                Arguments.of("TLS-Required: Yes\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required:\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: Nope\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: No (why)\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: \"No\"\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: No; No\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: N\r\n o\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required : No\r\n", TlsRequiredHeader.INVALID),
                // R8689-3-06, OD-04: more than one
                Arguments.of("TLS-Required: No\r\nTLS-Required: No\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: No\r\nX: y\r\ntls-required: Yes\r\n", TlsRequiredHeader.INVALID),
                Arguments.of("TLS-Required: No\r\nTLS-Required : No\r\n", TlsRequiredHeader.INVALID),
                // R8689-3-08: names of earlier drafts, and neighbours
                Arguments.of("RequireTLS: No\r\n", TlsRequiredHeader.ABSENT),
                Arguments.of("Require-TLS: No\r\n", TlsRequiredHeader.ABSENT),
                Arguments.of("X-TLS-Required: No\r\n", TlsRequiredHeader.ABSENT),
                Arguments.of("Subject: x\r\n TLS-Required: No\r\n", TlsRequiredHeader.ABSENT),
                Arguments.of("", TlsRequiredHeader.ABSENT));
    }

    @ParameterizedTest(name = "R8689-3-01 to 08: [{0}] is {1}")
    @MethodSource("headers")
    @Covers({"R8689-3-01", "R8689-3-02", "R8689-3-03", "R8689-3-06", "R8689-3-08"})
    void reads(String header, TlsRequiredHeader expected) throws Exception {
        assertThat(TlsRequiredHeader.of(message("From: a@b\r\n" + header + "To: c@d\r\n\r\nbody\r\n")))
                .isEqualTo(expected);
    }

    @Test
    @Covers("R8689-3-07")
    void r8689_3_07OnlyTheTopLevelHeaderSectionCounts() throws Exception {
        String nested = "From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
                + "TLS-Required: No\r\n--x\r\nTLS-Required: No\r\nContent-Type: message/rfc822\r\n\r\n"
                + "TLS-Required: No\r\n\r\nbody\r\n--x--\r\n";
        assertThat(TlsRequiredHeader.of(message(nested))).isEqualTo(TlsRequiredHeader.ABSENT);
    }

    @Test
    void thousandsOfLinesAreNoBurden() throws Exception {
        MimeMessage message = message("TLS-Required: No\r\n".repeat(50_000) + "TLS-Required:" + "\r\n ".repeat(200_000)
                + "x\r\n\r\nbody\r\n");
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(TlsRequiredHeader.of(message)).isEqualTo(TlsRequiredHeader.INVALID));
    }

    @Test
    void aVeryLongValueIsNoBurden() throws Exception {
        MimeMessage message = message("TLS-Required:" + "\r\n ".repeat(200_000) + "Nox\r\n\r\nbody\r\n");
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(TlsRequiredHeader.of(message)).isEqualTo(TlsRequiredHeader.INVALID));
    }

    private static MimeMessage message(String text) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
