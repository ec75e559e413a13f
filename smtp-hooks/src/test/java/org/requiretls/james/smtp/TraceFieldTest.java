package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.session.SessionFacts;

class TraceFieldTest {

    private static final SessionFacts.Tls TLS = new SessionFacts.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384");

    @ParameterizedTest(name = "[{0}] becomes [{1}]")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Received: from x (EHLO with ESMTP ID 1) ([192.0.2.1])~|=",
                "          by a.example (JAMES SMTP Server ) with ESMTP ID 1;~|"
                        + "          by a.example (JAMES SMTP Server ) with ESMTPS ID 1 tls TLS_AES_256_GCM_SHA384;~",
                "          by a.example (JAMES SMTP Server ) with ESMTPA ID 1~|"
                        + "          by a.example (JAMES SMTP Server ) with ESMTPSA ID 1~",
                "          by a.example (JAMES LMTP Server) with LMTP ID 1~|"
                        + "          by a.example (JAMES LMTP Server) with LMTPS ID 1~",
                "          by a.example (JAMES SMTP Server ) with SMTP ID 1;~|"
                        + "          by a.example (JAMES SMTP Server ) with SMTP ID 1 tls TLS_AES_256_GCM_SHA384;~",
                "          for <a@b.example>;~|          for <a@b.example> tls TLS_AES_256_GCM_SHA384;~",
                "          for <\";\"@b.example>;~|          for <\";\"@b.example> tls TLS_AES_256_GCM_SHA384;~",
                "          Wed, 25 Nov 2026 22:00:00 +0000 (UTC)~|=",
                "X-Other: by a.example (x) with ESMTP ID 1;~|="
            })
    @Covers("R8314-4.3-01")
    void mends(String line, String expected) {
        String written = line.replace("~", "\r\n");
        assertThat(TraceField.mend(written, TLS))
                .isEqualTo(expected.equals("=") ? written : expected.replace("~", "\r\n"));
    }
}
