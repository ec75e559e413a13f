package org.requiretls.james.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a notification about a REQUIRETLS message looks like where it has to travel without protection. */
class RedactedNotificationTest {

    private static final String SECRET = "the-secret-content";

    private static final String HEADER = """
            From: MAILER-DAEMON@far.example
            To: alice@near.example
            Subject: Undelivered
            Message-ID: <1@far.example>
            MIME-Version: 1.0
            """;

    private static final String REPORT = HEADER + """
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: text/plain

            Could not be delivered.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; far.example

            Final-Recipient: rfc822; bob@far.example
            Action: failed
            Status: 5.1.1
            --b
            Content-Type: message/rfc822

            From: alice@near.example
            Subject: lunch
            X-Kept: yes

            the-secret-content
            --b
            Content-Type: application/octet-stream

            the-secret-content
            --b--
            """;

    private static MimeMessage message(String text) throws Exception {
        return new MimeMessage(
                null, new ByteArrayInputStream(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static String written(MimeMessage message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("B3: of a report, what explains it stays, and of the returned message the header")
    void reportKeepsTheHeaderOfTheMessage() throws Exception {
        MimeMessage redacted = RedactedNotification.of(message(REPORT));

        assertThat(written(redacted))
                .doesNotContain(SECRET)
                .contains("Could not be delivered.")
                .contains("Status: 5.1.1")
                .contains("Subject: lunch")
                .contains("X-Kept: yes")
                .contains("text/rfc822-headers")
                .contains("Message-ID: <1@far.example>")
                .contains("Subject: Undelivered");
        assertThat(redacted.getContentType()).contains("multipart/report").contains("report-type=delivery-status");
        assertThat(((MimeMultipart) message(written(redacted)).getContent()).getCount())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("B3: a report that has only headers stays as it is")
    void headersStay() throws Exception {
        String headersOnly =
                REPORT.replace("message/rfc822", "text/rfc822-headers").replace("\n\nthe-secret-content", "");

        assertThat(written(RedactedNotification.of(message(headersOnly))))
                .doesNotContain(SECRET)
                .contains("X-Kept: yes")
                .contains("Status: 5.1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain\n\nYour message said: the-secret-content\n",
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nSchön: the-secret-content\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nthe-secret-content\n--b--\n",
                "Content-Type: multipart/report; boundary=b\n\nthe-secret-content, and no part\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n\nthe-secret-content\n--b--\n",
                "Content-Type: multipart/report\n\n--b\n\nthe-secret-content\n--b--\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nhi\n--b\n"
                        + "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n!!the-secret-content\n--b--\n",
                "Content-Type: rubbish\n\nthe-secret-content\n",
            })
    @DisplayName("B3: whatever form a notification has, nothing that it quotes is left, and its header is")
    void nothingQuotedIsLeft(String rest) throws Exception {
        String redacted = written(RedactedNotification.of(message(HEADER + rest)));

        assertThat(redacted)
                .doesNotContain(SECRET)
                .doesNotContain("Schön")
                .contains("Subject: Undelivered")
                .contains("Message-ID: <1@far.example>");
    }
}
