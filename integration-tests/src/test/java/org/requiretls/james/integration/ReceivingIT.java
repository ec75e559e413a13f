package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.client.RawImap;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.Pem;
import org.requiretls.james.lab.smtp.ReceivedMessage;

/** Receiving, tagging by rule, marking, and telling senders, on one real James with the release installed. */
class ReceivingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NUMBERS = Pattern.compile("\\* SEARCH((?: \\d+)*)");

    /** Longer than the 50 KB that a rule in the house is about. */
    private static final String LONG_TEXT = "All work and no play makes a dull message.\n".repeat(2_000);

    /** Owner, type and data of a record as a zone file has it. */
    private static final Pattern ZONE_LINE = Pattern.compile("(?m)^(?:; )?(_\\S+)\\.(?: \\d+)? IN (TLSA|TXT) (.+)$");

    private static final String MX = "mx." + ReceivingHouse.DOMAIN;

    private static ReceivingHouse house;

    @BeforeAll
    static void open() throws IOException {
        house = ReceivingHouse.open();
    }

    @AfterAll
    static void close() {
        if (house != null) {
            house.close();
        }
    }

    /** The ways in. */
    private enum Door {
        MX,
        SMTPS,
        SUBMISSION;

        RawSmtp insideTls() throws IOException {
            RawSmtp smtp;
            if (this == SMTPS) {
                smtp = RawSmtp.connectImplicitTls(house.home().endpoints().smtps());
            } else {
                smtp = inClearText();
                smtp.startTls();
            }
            assertThat(smtp.command("EHLO client.test").announces("REQUIRETLS")).isTrue();
            return smtp;
        }

        RawSmtp inClearText() throws IOException {
            InetSocketAddress server = this == MX
                    ? house.home().endpoints().smtp()
                    : house.home().endpoints().submission();
            RawSmtp smtp = RawSmtp.connect(server);
            smtp.expect(250, "EHLO client.test");
            return smtp;
        }
    }

    private static void send(RawSmtp smtp, String mail, String recipient, String message) throws IOException {
        smtp.expect(250, mail);
        smtp.expect(250, "RCPT TO:" + recipient);
        assertThat(smtp.data(message).code()).isEqualTo(250);
    }

    private static String from(String sender) {
        return "MAIL FROM:<" + sender + ">";
    }

    private static String to(String recipient) {
        return "<" + recipient + ">";
    }

    private static String message(String subject, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\n", headers) + "\n";
        return more + "From: " + ReceivingHouse.ALICE + "\nSubject: " + subject + "\n\nhello\n";
    }

    /** Flags and text of the one message with this Subject in the mailbox. */
    private static String delivered(String user, String subject) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> fetch(user, subject), text -> !text.isEmpty());
    }

    private static String fetch(String user, String subject) {
        try (RawImap imap = RawImap.connectImplicitTls(house.imaps())) {
            imap.command("LOGIN " + user + " " + Laboratory.PASSWORD);
            imap.command("SELECT INBOX");
            Matcher numbers = NUMBERS.matcher(
                    imap.command("SEARCH SUBJECT \"" + subject + "\"").get(0));
            if (!numbers.matches() || numbers.group(1).isBlank()) {
                return "";
            }
            assertThat(numbers.group(1).trim())
                    .as("one message about %s", subject)
                    .doesNotContain(" ");
            String answer = String.join("\n", imap.command("FETCH" + numbers.group(1) + " (FLAGS BODY.PEEK[])"));
            // Now and then James sends but the end of the answer about a mail that has just come; then it is asked
            // again.
            return answer.contains("BODY[]") ? answer : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"SMTPS", "SUBMISSION"})
    @Covers({"R8314-3.3-01", "R8314-4.3-01", "R8689-4.3-03"})
    void bothSubmissionPortsTakeTheKeywordAndReadTheHeader(Door door) throws IOException {
        try (RawSmtp smtp = door.insideTls()) {
            assertThat(smtp.authPlain(ReceivingHouse.ALICE, Laboratory.PASSWORD).code())
                    .isEqualTo(235);
            send(
                    smtp,
                    from(ReceivingHouse.ALICE) + " REQUIRETLS",
                    to(ReceivingHouse.BOB),
                    message("keyword on " + door, "TLS-Required: No"));
            send(
                    smtp,
                    from(ReceivingHouse.ALICE),
                    to(ReceivingHouse.BOB),
                    message("header on " + door, "TLS-Required: No"));
            String suite = smtp.tlsSession().orElseThrow().getCipherSuite();

            assertThat(delivered(ReceivingHouse.BOB, "keyword on " + door))
                    .contains("X-Lab-Tag: required", " with ESMTPSA ID ", " tls " + suite + ";");
            assertThat(delivered(ReceivingHouse.BOB, "header on " + door)).contains("X-Lab-Tag: optional");
        }
    }

    @Test
    @Covers({"S-SUB-03", "R8314-4-04"})
    void rulesSeeTheSessionAndNothingElseSetsItsFacts() throws IOException {
        String[] forged = {"org.requiretls.session-tls-version: TLSv1.3", "X-Org-Requiretls-Session-Requiretls: true"};
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(smtp, from(ReceivingHouse.ALICE) + " REQUIRETLS", to(ReceivingHouse.BOB), message("inside TLS"));
        }
        try (RawSmtp smtp = Door.MX.inClearText()) {
            send(smtp, from(ReceivingHouse.ALICE), to(ReceivingHouse.BOB), message("in clear text", forged));
        }
        try (RawSmtp smtp = Door.SUBMISSION.insideTls()) {
            smtp.authPlain(ReceivingHouse.ALICE, Laboratory.PASSWORD);
            smtp.expect(250, "NOOP");
        }
        assertThat(delivered(ReceivingHouse.BOB, "inside TLS"))
                .contains("X-Came-Over-Tls: yes", "X-Came-With-Suite: yes", "X-Came-With-Keyword: yes");
        assertThat(delivered(ReceivingHouse.BOB, "in clear text")).doesNotContain("X-Came-");
        assertThat(house.log()).containsPattern("Login of alice@a.test from \\[127.0.0.1\\], tls=TLSv1.3 cipher=TLS_");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "legal@a.test, by sender,             X-None: y,  required",
        "alice@a.test, Re: [Secure] by word,  X-None: y,  required",
        "alice@a.test, by header,             X-Wish: y,  required",
        "alice@a.test, by no rule,            X-None: y,  none"
    })
    @Covers("R8689-4.3-04")
    void r8689_4_3_04RulesTag(String sender, String subject, String header, String tag) throws IOException {
        try (RawSmtp smtp = Door.MX.inClearText()) {
            send(smtp, from(sender), to(ReceivingHouse.BOB), message(subject, header));
        }
        assertTagged(subject, tag);
    }

    @Test
    @Covers("R8689-4.3-04")
    void r8689_4_3_04RulesTagBySizeAndByUser() throws IOException {
        try (RawSmtp smtp = Door.SUBMISSION.insideTls()) {
            send(smtp, from(ReceivingHouse.ALICE), to(ReceivingHouse.BOB), message("by size") + LONG_TEXT);
            smtp.authPlain(ReceivingHouse.BOB, Laboratory.PASSWORD);
            send(smtp, from(ReceivingHouse.BOB), to(ReceivingHouse.ALICE), message("by user"));
        }
        assertTagged("by size", "required");
        assertThat(delivered(ReceivingHouse.ALICE, "by user")).contains("X-Lab-Tag: required");
    }

    private static void assertTagged(String subject, String tag) {
        String mail = delivered(ReceivingHouse.BOB, subject);
        if (tag.equals("none")) {
            assertThat(mail).doesNotContain("X-Lab-Tag");
        } else {
            assertThat(mail).contains("X-Lab-Tag: " + tag);
        }
    }

    @Test
    @Covers("S-LAST-01")
    void s_last_01TaggedMailIsMarkedInTheMailbox() throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(smtp, from(ReceivingHouse.ALICE) + " REQUIRETLS", to(ReceivingHouse.BOB), message("to be marked"));
            send(smtp, from(ReceivingHouse.ALICE), to(ReceivingHouse.BOB), message("not to be"));
        }
        // James may show the keyword in another letter case; keywords have none (RFC 9051 section 2.3.2).
        assertThat(delivered(ReceivingHouse.BOB, "to be marked")).containsIgnoringCase("$RequireTLS");
        assertThat(delivered(ReceivingHouse.BOB, "not to be")).doesNotContainIgnoringCase("$RequireTLS");
    }

    @Test
    @Covers("S-LAST-02")
    void s_last_02InClearTextNobodyReadsMail() throws IOException {
        try (RawImap imap = RawImap.connect(house.imap())) {
            String right = imap.command("LOGIN " + ReceivingHouse.BOB + " " + Laboratory.PASSWORD)
                    .get(0);
            String wrong =
                    imap.command("LOGIN " + ReceivingHouse.BOB + " guess").get(0);
            assertThat(right).doesNotStartWith("OK").isEqualTo(wrong);
            assertThat(imap.command("SELECT INBOX").get(0)).doesNotStartWith("OK");
            imap.startTls();
            assertThat(imap.command("LOGIN " + ReceivingHouse.BOB + " " + Laboratory.PASSWORD))
                    .last()
                    .asString()
                    .startsWith("OK");
        }
        try (Socket pop3 = new Socket(house.pop3s().getAddress(), house.pop3s().getPort())) {
            pop3.setSoTimeout(5_000);
            pop3.getOutputStream().write("USER bob@a.test\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(readAnything(pop3)).doesNotContain("+OK");
        }
    }

    private static String readAnything(Socket socket) {
        byte[] octets = new byte[100];
        try {
            int read = socket.getInputStream().read(octets);
            return read < 0 ? "" : new String(octets, 0, read, StandardCharsets.ISO_8859_1);
        } catch (IOException closedOrSilent) {
            return "";
        }
    }

    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"SUBMISSION"})
    @Covers("R8314-4.1-01")
    void r8314_4_1_01AuthInClearTextTellsNothingAboutThePassword(Door door) throws IOException {
        try (RawSmtp smtp = door.inClearText()) {
            assertThat(smtp.authPlain(ReceivingHouse.ALICE, Laboratory.PASSWORD))
                    .isEqualTo(smtp.authPlain(ReceivingHouse.ALICE, "guess"))
                    .hasToString("538 5.7.11 Encryption required for authentication: issue STARTTLS first");
        }
    }

    @Test
    @Covers({"R8689-1-02", "R8689-3-09"})
    void r8689_1_02HeaderAndSignatureGoOnOctetByOctet() throws IOException {
        String signed = "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=a.test; s=x;\n"
                + "\th=From:Subject:TLS-Required; bh=AAAA=;\n  b=BBBB\ntls-required:   No \nX-Odd:a  b\t\n";
        String text = signed + "From: alice@a.test\nSubject: signed\n\nhello \n.\n..\n";
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(smtp, from(ReceivingHouse.ALICE), to("carol@far.test"), text);
        }
        ReceivedMessage received = farMessage("Subject: signed");
        assertThat(received.text()).endsWith("\r\n" + text.replace("\n", "\r\n"));
    }

    private static ReceivedMessage farMessage(String marker) {
        return await().atMost(PATIENCE)
                .until(
                        () -> house.far().messages().stream()
                                .filter(message -> message.text().contains(marker))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    @Test
    @Covers({"R3464-2-01", "R5321-3.6-01"})
    void aFailureIsToldToTheSender() throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(
                    smtp,
                    from(ReceivingHouse.ALICE) + " RET=HDRS ENVID=QQ314",
                    to(ReceivingHouse.NOBODY) + " NOTIFY=FAILURE ORCPT=rfc822;old@far.test",
                    message("to nobody"));
        }
        assertThat(delivered(ReceivingHouse.ALICE, "Undelivered mail: 5.1.1"))
                .contains(
                        "Original-Envelope-Id: QQ314",
                        "Arrival-Date: ",
                        "Original-Recipient: rfc822; old@far.test",
                        "Final-Recipient: rfc822; nobody@far.test",
                        "Action: failed",
                        "Status: 5.1.1",
                        "Diagnostic-Code: smtp; 550 5.1.1 Nobody here",
                        "Content-Type: text/rfc822-headers")
                .contains("Subject: to nobody")
                .doesNotContain("\nhello");
    }

    @Test
    @Covers("R3461-6.1-01")
    void r3461_6_1_01AReportOnItsWayAsksForNothing() throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(
                    smtp,
                    from("carol@far.test") + " RET=FULL ENVID=QQ315",
                    to(ReceivingHouse.NOBODY) + " NOTIFY=FAILURE,DELAY",
                    message("from afar"));
        }
        ReceivedMessage report = farMessage("Original-Envelope-Id: QQ315");
        assertThat(report.reversePath().address()).isEmpty();
        assertThat(report.reversePath().parameters()).noneMatch(parameter -> parameter.matches("(RET|ENVID)=.*"));
        assertThat(report.recipients())
                .singleElement()
                .satisfies(recipient ->
                        assertThat(recipient.parameters()).noneMatch(parameter -> parameter.startsWith("NOTIFY=")));
    }

    @Test
    void aDelayIsToldOnceToWhoWantsToKnow() throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(smtp, from(ReceivingHouse.BOB), to(ReceivingHouse.LATE), message("will be late"));
            send(smtp, from(ReceivingHouse.BOB), to(ReceivingHouse.LATE) + " NOTIFY=NEVER", message("nobody cares"));
        }
        assertThat(delivered(ReceivingHouse.BOB, "Delayed mail: 4.2.1"))
                .contains(
                        "Action: delayed",
                        "Will-Retry-Until: ",
                        "Diagnostic-Code: smtp; 450 4.2.1 The mailbox is being moved",
                        "THIS IS A WARNING ONLY",
                        "Subject: will be late");
    }

    @Test
    void aDeliveryIsToldToWhoAsked() throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(
                    smtp,
                    from(ReceivingHouse.ALICE) + " REQUIRETLS",
                    to(ReceivingHouse.BOB) + " NOTIFY=SUCCESS",
                    message("please confirm"));
            send(smtp, from(ReceivingHouse.ALICE), to(ReceivingHouse.BOB), message("no confirmation"));
        }
        // Finding one message, the reader has made sure that the second mail caused none.
        delivered(ReceivingHouse.BOB, "no confirmation");
        assertThat(delivered(ReceivingHouse.ALICE, "Delivered mail: 2.0.0"))
                .contains("Action: delivered", "Status: 2.0.0", "X-Lab-Tag: required");
    }

    @Test
    void whatAServerWithoutDsnTookIsToldAsRelayedToWhoAsked() throws IOException {
        String old = "@" + ReceivingHouse.WITHOUT_DSN_DOMAIN;
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(
                    smtp,
                    from(ReceivingHouse.ALICE) + " RET=FULL ENVID=QQ316",
                    to("erin" + old) + " NOTIFY=FAILURE",
                    message("to one who is not to be told of"));
            smtp.expect(250, from(ReceivingHouse.BOB) + " RET=FULL ENVID=QQ317");
            smtp.expect(250, "RCPT TO:" + to("carol" + old) + " NOTIFY=SUCCESS,FAILURE");
            smtp.expect(250, "RCPT TO:" + to("dave" + old) + " NOTIFY=FAILURE");
            assertThat(smtp.data(message("to an old server")).code()).isEqualTo(250);
        }
        assertThat(delivered(ReceivingHouse.BOB, "Relayed mail: 2.0.0"))
                .contains(
                        "Original-Envelope-Id: QQ317",
                        "Final-Recipient: rfc822; carol" + old,
                        "Action: relayed",
                        "Remote-MTA: dns; ",
                        "Subject: to an old server")
                .doesNotContain("Final-Recipient: rfc822; dave", "\nhello");
    }

    @Test
    void mailOfALengthAndShapeThatNobodySendsIsTaken() throws IOException {
        String longest = "MAIL FROM:<" + "a".repeat(64) + "@" + ("b".repeat(60) + ".").repeat(3) + "test> REQUIRETLS";
        try (RawSmtp smtp = Door.MX.insideTls()) {
            send(
                    smtp,
                    longest,
                    to(ReceivingHouse.BOB),
                    "TLS-Required: No\n".repeat(3_000) + message("thousands of lines"));
            send(
                    smtp,
                    "MAIL FROM:<>",
                    to(ReceivingHouse.BOB),
                    "TLS-Required: N\u00f3\nTLS-Required:\n\tNo\n" + message("odd values"));
        }
        assertTagged("thousands of lines", "required");
        assertTagged("odd values", "none");
    }

    /** James 3.8.1 has no addresses beyond ASCII: no report can need the address type utf-8 (RFC 6533). */
    @Test
    void addressesBeyondAsciiAreRefusedAtTheDoor() throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            assertThat(smtp.command("EHLO client.test").announces("SMTPUTF8")).isFalse();
            assertThat(smtp.command("MAIL FROM:<andr\u00e9@client.test> REQUIRETLS")
                            .code())
                    .isBetween(500, 599);
            smtp.expect(250, from(ReceivingHouse.ALICE));
            assertThat(smtp.command("RCPT TO:<andr\u00e9@a.test>").code()).isBetween(500, 599);
        }
    }

    @Test
    @Covers({"R7672-3.1.2-01", "R7671-5.2-01"})
    void r7672_3_1_2_01TheWholeChainOfTheKeystoreIsShownItsRootToo() throws Exception {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            Certificate[] chain = smtp.tlsSession().orElseThrow().getPeerCertificates();
            assertThat(chain).hasSize(3);
            chain[2].verify(chain[2].getPublicKey());
        }
    }

    /** RFC 7672 section 9.2: a host that offers TLS to some clients only would be cut off from those that insist. */
    @Test
    @Covers("R7672-9.2-01")
    void r7672_9_2_01StartTlsIsOfferedToEverybodyFromTheFirstConnectionOn() throws IOException {
        for (int client = 2; client < 6; client++) {
            try (RawSmtp smtp = RawSmtp.connect(house.home().endpoints().smtp())) {
                assertThat(smtp.command("EHLO stranger" + client + ".test").announces("STARTTLS"))
                        .isTrue();
            }
        }
    }

    @Test
    @Covers({"R8314-4-01", "R8314-4-03"})
    void r8314_4_03OldVersionsOfTlsAreNotSpoken() throws IOException {
        for (String version : List.of("TLSv1", "TLSv1.1")) {
            assertThatThrownBy(() ->
                            OldTlsClient.handshake(house.home().endpoints().smtps(), version))
                    .as(version)
                    .isInstanceOf(IOException.class);
        }
        assertThat(OldTlsClient.handshake(house.home().endpoints().smtps(), "TLSv1.2"))
                .isEqualTo("TLSv1.2");
    }

    /** RFC 9325 section 4.1; each offered alone, so that the server has no better choice. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "TLS_RSA_WITH_NULL_SHA256,             003B",
        "TLS_RSA_WITH_RC4_128_MD5,             0004",
        "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA,     C007",
        "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA,    0008",
        "TLS_RSA_WITH_DES_CBC_SHA,             0009",
        "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA, C008",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA,        000A",
        "TLS_RSA_WITH_IDEA_CBC_SHA,            0007",
        "TLS_RSA_WITH_SEED_CBC_SHA,            0096",
        "TLS_DHE_DSS_WITH_AES_128_CBC_SHA,     0032",
        "TLS_DH_RSA_WITH_AES_128_CBC_SHA,      0031",
        "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA,  C004",
        "TLS_DH_anon_WITH_AES_128_CBC_SHA,     0034",
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA,   C018",
        "TLS_PSK_WITH_AES_128_CBC_SHA,         008C",
        "TLS_SRP_SHA_WITH_AES_128_CBC_SHA,     C01D"
    })
    @Covers("S-OPP-06")
    void s_opp_06WeakSuitesAreNotSpoken(String name, String number) {
        assertThatThrownBy(() -> OldTlsClient.handshake(
                        house.home().endpoints().smtps(), "TLSv1.2", List.of(Integer.parseInt(number, 16))))
                .as(name)
                .isInstanceOf(IOException.class);
    }

    @Test
    @Covers("R7672-8.2-03")
    void r7672_8_2_03AClientThatOffersAnonymousSuitesTooGetsAnotherOne() throws IOException {
        List<Integer> anonymous = List.of(0x0034, 0x006C, 0xC018);
        OldTlsClient.Chosen chosen = OldTlsClient.handshake(
                house.home().endpoints().smtps(),
                "TLSv1.2",
                Stream.concat(anonymous.stream(), OldTlsClient.USUAL_SUITES.stream())
                        .toList());

        assertThat(chosen.suite()).isIn(OldTlsClient.USUAL_SUITES);
    }

    /** What the bundle says to publish for this James, published, is what it then shows: to mail hosts and to users. */
    @Test
    @Covers({"R7672-8.1-03", "R7671-10.3-01", "R7671-3-04", "R8461-7.1-03", "R6698-4-02", "R8314-4.4-01"})
    void whatTheBundleSaysToPublishFits(@TempDir Path folder) throws Exception {
        BundleCommand command = BundleCommand.of(house.home());
        String port = String.valueOf(house.home().endpoints().smtp().getPort());
        BundleCommand.Result records = command.run(
                "records",
                "--host",
                MX,
                "--port",
                port,
                "--james",
                house.home().directory().toString(),
                "--domain",
                ReceivingHouse.DOMAIN,
                "--reports-to",
                "mailto:tlsrpt@a.test");
        assertThat(records.status()).as(records.output()).isZero();
        try (LabDns dns = LabDns.start()) {
            String[] selfCheck = {
                "self-check",
                ReceivingHouse.DOMAIN,
                "--port",
                port,
                "--resolver",
                "127.0.0.1:" + dns.address().getPort(),
                "--trust-anchor",
                dns.trustAnchorFile(folder.resolve("anchors")).toString(),
                "--ca-file",
                rootOfTheHouse(folder).toString(),
                "--service",
                "submission://" + MX + ":"
                        + house.home().endpoints().submission().getPort(),
                "--service",
                "submissions://" + MX + ":" + house.home().endpoints().smtps().getPort(),
                "--service",
                "imaps://" + MX + ":" + house.imaps().getPort()
            };
            LabZone zone = zone(dns);
            published(records.output())
                    .forEach(record -> zone.record(record.group(1), record.group(2), record.group(3)));
            dns.publish(zone);

            BundleCommand.Result sound = command.run(selfCheck);

            assertThat(sound.status()).as(sound.output()).isZero();
            assertThat(sound.output())
                    .contains(
                            "TLSA at mx.a.test: ", "3 1 1 ", "2 0 1 ", "0 errors, 0 warnings, 1 notes", "sts-missing");

            dns.publish(zone(dns).tlsa(MX, Integer.parseInt(port), "3 1 1 " + "ab".repeat(32)));
            BundleCommand.Result wrong = command.run(selfCheck);

            assertThat(wrong.status()).as(wrong.output()).isEqualTo(1);
            assertThat(wrong.output()).contains("error chain-matches-no-record: mx.a.test");
        }
    }

    private static LabZone zone(LabDns dns) {
        return dns.zone(ReceivingHouse.DOMAIN)
                .ttl(3600)
                .mx(10, MX)
                .address(MX, house.home().endpoints().smtp().getAddress().getHostAddress());
    }

    /** What the command prints, the second choice too, which it prints as a comment. */
    private static List<MatchResult> published(String printed) {
        List<MatchResult> records = ZONE_LINE.matcher(printed).results().toList();
        assertThat(records).as(printed).hasSize(3);
        return records;
    }

    private static Path rootOfTheHouse(Path folder) throws IOException {
        try (RawSmtp smtp = Door.MX.insideTls()) {
            Certificate[] chain = smtp.tlsSession().orElseThrow().getPeerCertificates();
            return Files.writeString(folder.resolve("root.pem"), Pem.of(List.of((X509Certificate) chain[2])));
        }
    }

    @Test
    @Covers("S-LVL-02")
    void s_lvl_02ALoweringIsToldAtTheStart() throws IOException {
        assertThat(house.log())
                .contains("The rule for nowhere.test in <tlsRules> lowers the protection of mail on purpose");
    }
}
