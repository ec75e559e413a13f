package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.ReceivedMessage;

/** A promise is kept by every server on the way, and not by the next one only. */
class ThreeServersIT {

    private static final List<String> SERVERS = List.of("a.test", "b.test", "c.test");
    private static final String SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=far.test; s=x;\r\n"
            + "\th=From:Subject:TLS-Required; bh=AAAA=;\r\n  b=BBBB\r\n";
    private static final String TEXT = "\r\n\r\nwhat nobody else should read\r\n";

    private static final Pattern TAKEN_IN_TLS =
            Pattern.compile("tagged REQUIRED: MAIL carried REQUIRETLS; from \\S+ \\[127\\.0\\.0\\.\\d+\\],"
                    + " tls=TLSv1\\.3 cipher=TLS_\\S+");
    private static final Pattern HANDED_ON_AS_PROMISED =
            Pattern.compile("hop mail=\\S+ tag=requiretls .* mx=\\S+ tlsa=usable .* tls=TLSv1\\.3 auth=dane keyword=yes"
                    + " outcome=delivered ");
    private static final Pattern HANDED_ON_IN_SPITE_OF_POLICIES =
            Pattern.compile("hop mail=\\S+ tag=no .* outcome=delivered ");

    private static ThreeServers row;

    @BeforeAll
    static void open() throws IOException {
        row = ThreeServers.open();
    }

    @AfterAll
    static void close() {
        if (row != null) {
            row.close();
        }
    }

    private static void send(String mailParameters, String recipient, String message) throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(row.entrance())) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            smtp.expect(250, "EHLO client.test");
            smtp.expect(250, "MAIL FROM:<alice@far.test>" + mailParameters);
            smtp.expect(250, "RCPT TO:<" + recipient + ">");
            assertThat(smtp.data(message).code()).isEqualTo(250);
        }
    }

    private static String message(String subject) {
        return "From: alice@far.test\r\nSubject: " + subject + TEXT;
    }

    private static ReceivedMessage atTheEnd(String subject) {
        return row.awaitAtTheEnd(message -> message.text().contains("Subject: " + subject));
    }

    @Test
    @Covers({"R8689-7-02", "R8689-2-15", "S-OPT-06"})
    void r8689_7_02TheTagGoesFromServerToServerToServer() throws IOException {
        send(" REQUIRETLS", ThreeServers.FORWARDED, message("all the way"));

        ReceivedMessage end = atTheEnd("all the way");
        assertThat(end.recipientAddresses()).containsExactly(ThreeServers.FAR);
        assertThat(end.tls()).isPresent();
        assertThat(end.reversePath().hasParameter("REQUIRETLS")).isTrue();
        assertThat(end.text())
                .as("each hop inside TLS (RFC 3848)")
                .containsSubsequence(
                        "by mx.c.test (JAMES SMTP Server ) with ESMTPS",
                        "by mx.b.test (JAMES SMTP Server ) with ESMTPS",
                        "by mx.a.test (JAMES SMTP Server ) with ESMTPS");
        for (String server : SERVERS) {
            row.awaitLog(server, TAKEN_IN_TLS);
            row.awaitLog(server, HANDED_ON_AS_PROMISED);
        }
    }

    @Test
    @Covers({"R8689-3-09", "S-NO-01", "R8689-1-02"})
    void r8689_3_09TheRequestForTheOppositeArrivesAsItWasWritten() throws IOException {
        String text = SIGNED + "tls-required:  No\r\n" + message("come what may");
        send("", ThreeServers.FORWARDED, text);

        ReceivedMessage end = atTheEnd("come what may");
        assertThat(end.text()).endsWith("\r\n" + text);
        assertThat(end.reversePath().hasParameter("REQUIRETLS")).isFalse();
        for (String server : SERVERS) {
            row.awaitLog(server, HANDED_ON_IN_SPITE_OF_POLICIES);
        }
    }

    @Test
    @Covers("R8689-4.1-03")
    void whereBothWereSaidTheParameterCountsAtEachServer() throws IOException {
        send(" REQUIRETLS", ThreeServers.FORWARDED, "TLS-Required: No\r\n" + message("both"));

        ReceivedMessage end = atTheEnd("both");
        assertThat(end.reversePath().hasParameter("REQUIRETLS")).isTrue();
        assertThat(end.text()).contains("\r\nTLS-Required: No\r\n");
    }

    /** The failure is at the last host; the last James reports it, and the report needs no luck on its way back. */
    @Test
    @Covers({"R8689-5-01", "R8689-5-03"})
    void theReportOfAFailureComesBackProtected() throws IOException {
        send(" REQUIRETLS RET=FULL", ThreeServers.FORWARDED_TO_NOBODY, message("to nobody"));

        ReceivedMessage report =
                row.awaitAtTheEnd(message -> message.recipientAddresses().contains("alice@far.test"));
        assertThat(report.reversePath().address()).isEmpty();
        assertThat(report.reversePath().hasParameter("REQUIRETLS")).isTrue();
        assertThat(report.text())
                .contains("Reporting-MTA: ", "Status: 5.1.1", "550 5.1.1 Nobody here", "Subject: to nobody")
                .doesNotContain("what nobody else should read");
    }
}
