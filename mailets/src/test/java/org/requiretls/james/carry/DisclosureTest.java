package org.requiretls.james.carry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.mail.internet.MimeMessage;
import org.apache.james.util.MimeMessageUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;

/** What counts as giving the content away. */
class DisclosureTest {

    private static final String SECRET = "Das Passwort heißt Klößchen";
    private static final String ORIGINAL = "Subject: about a password\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: 8bit\r\n\r\nHi,\r\n" + SECRET + "\r\nBye\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: Re: about a password\r\n\r\nI am on holiday.\r\n",
                "Subject: returned\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                        + "--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                        + "Reporting-MTA: dns; a\r\n\r\nAction: failed\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                        + "Subject: about a password\r\n--b--\r\n",
                "Subject: nothing\r\n\r\n",
                "Subject: short lines are nobody's\r\n\r\nHi,\r\nBye\r\n",
            })
    @Covers("R8689-5-08")
    void anAnswerThatHoldsNothingOfTheBody(String answer) throws Exception {
        assertThat(Disclosure.of(message(ORIGINAL), message(answer))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ORIGINAL,
                "Subject: re\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n> > " + SECRET + "\r\n",
                "Subject: in part\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below\r\n--b\r\n"
                        + "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\nMessage:\r\n" + SECRET
                        + "\r\n--c--\r\n--b--\r\n",
                "Subject: enclosed\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below\r\n--b\r\n"
                        + "Content-Type: message/rfc822\r\n\r\nSubject: any\r\n\r\nany\r\n--b--\r\n",
                "Subject: nobody knows\r\nContent-Type: application/zip\r\n\r\nPK\r\n",
            })
    @Covers("R8689-5-08")
    void anAnswerThatMayHoldTheBody(String answer) throws Exception {
        assertThat(Disclosure.of(message(ORIGINAL), message(answer))).isTrue();
    }

    @Test
    void aBodyIsKnownInEachOfItsEncodings() throws Exception {
        byte[] plain = (SECRET + "\r\n").getBytes(StandardCharsets.UTF_8);
        MimeMessage encoded = message("Subject: s\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getEncoder().encodeToString(plain) + "\r\n");
        MimeMessage quotesItDecoded =
                message("Subject: re\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + SECRET + "\r\n");
        MimeMessage quotesItEncoded =
                message("Subject: re\r\n\r\n" + Base64.getEncoder().encodeToString(plain) + "\r\n");

        assertThat(Disclosure.of(encoded, quotesItDecoded)).isTrue();
        assertThat(Disclosure.of(encoded, quotesItEncoded)).isTrue();
    }

    private static MimeMessage message(String text) throws Exception {
        return MimeMessageUtil.mimeMessageFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
