package org.requiretls.james.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.policyhost.PolicyHost;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;

@DisplayName("requiretls self-check, of a domain on a name server, a policy host and an MX host of the laboratory")
class SelfCheckCommandTest {

    private static final String DOMAIN = "own.test";
    private static final String MX = "mx.own.test";
    private static final Identity ROOT =
            CertificateMaker.root("The public's authority").make();
    private static final Identity PRESENT =
            CertificateMaker.leaf(MX).signedBy(ROOT).make();
    private static final Identity NEXT =
            CertificateMaker.leaf(MX).signedBy(ROOT).make();

    @TempDir
    Path folder;

    private LabDns dns;
    private PolicyHost policyHost;
    private SmtpPeer peer;
    private String output;
    private String errors;

    @BeforeEach
    void open() throws IOException {
        dns = LabDns.start();
        dns.trustAnchorFile(folder.resolve("anchors"));
        ROOT.writeChainPem(folder.resolve("roots.pem"));
        policyHost = PolicyHost.start(InetAddress.getLoopbackAddress(), 0);
        policyHost.identify(
                "mta-sts.own.test",
                CertificateMaker.leaf("mta-sts.own.test").signedBy(ROOT).make());
        policyHost.answer(
                "mta-sts.own.test",
                HttpAnswer.policy("version: STSv1\r\nmode: enforce\r\nmx: mx.own.test\r\nmax_age: 2592000\r\n"));
    }

    @AfterEach
    void close() {
        if (peer != null) {
            peer.close();
        }
        policyHost.close();
        dns.close();
    }

    private static SmtpPeerBuilder mx(Identity identity) {
        return SmtpPeer.builder()
                .listen(InetAddress.getLoopbackAddress(), 0)
                .tls(identity.sslContext())
                .requireTlsOffered();
    }

    private void start(SmtpPeerBuilder builder) throws IOException {
        peer = builder.start();
    }

    private static String tlsa(Identity identity) {
        return TlsaData.zoneText(identity.certificate(), 3, 1, 1);
    }

    private LabZone zone(String... records) {
        LabZone zone = dns.zone(DOMAIN)
                .ttl(3600)
                .mx(10, MX)
                .address(MX, "127.0.0.1")
                .address("mta-sts.own.test", "127.0.0.1")
                .txt("_mta-sts.own.test", "v=STSv1; id=1;")
                .txt("_smtp._tls.own.test", "v=TLSRPTv1; rua=mailto:tlsrpt@own.test");
        for (String record : records) {
            zone.tlsa(MX, peer.port(), record);
        }
        return zone;
    }

    private int selfCheck(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "self-check",
                DOMAIN,
                "--resolver",
                "127.0.0.1:" + dns.address().getPort(),
                "--trust-anchor",
                folder + "/anchors",
                "--ca-file",
                folder + "/roots.pem",
                "--port",
                String.valueOf(peer.port()),
                "--policy-host-port",
                String.valueOf(policyHost.address().getPort()),
                "--private-policy-hosts",
                "--helo",
                MX));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = RequireTlsTool.run(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        output = out.toString();
        errors = err.toString();
        return status;
    }

    private List<String> codes(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--json");
        selfCheck(arguments.toArray(String[]::new));
        JsonNode findings = new ObjectMapper().readTree(output).path("findings");
        return StreamSupport.stream(findings.spliterator(), false)
                .map(finding -> finding.path("code").asText())
                .toList();
    }

    @Test
    @Covers({"R7671-10.3-01", "R7672-8.1-03"})
    void aSoundDomainIsSound() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone(tlsa(PRESENT)));

        assertThat(selfCheck()).as(output + errors).isZero();
        assertThat(output).contains("own.test: 0 errors, 0 warnings, 0 notes", "MX secure, hosts: 1", "3 1 1 ");
        assertThat(peer.messages()).isEmpty();
        assertThat(peer.sessions().stream().flatMap(session -> session.commandLines().stream()))
                .as("no transaction")
                .noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void whatIsWrongIsToldWithHostAndRemedyAndAnErrorIsStatus1() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone(tlsa(NEXT), TlsaData.zoneText(PRESENT.certificate(), 1, 1, 1)));

        assertThat(selfCheck()).isEqualTo(1);
        assertThat(output)
                .contains(
                        "error chain-matches-no-record: mx.own.test, 127.0.0.1 port " + peer.port(),
                        "seen: 3 1 1 ",
                        "to do: Publish a record for the key in use at once",
                        "[RFC 7672 8.1, RFC 7671 10.3]",
                        "warning tlsa-usage-pkix: mx.own.test");
    }

    @Test
    void warningsAloneAreStatus2() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone().ttl(200_000).tlsa(MX, peer.port(), tlsa(PRESENT)));

        assertThat(selfCheck()).as(output).isEqualTo(2);
        assertThat(output).contains("warning tlsa-ttl-long", "seen: 200000 s");
    }

    @Test
    void aHostWithoutTls() throws IOException {
        start(SmtpPeer.builder().listen(InetAddress.getLoopbackAddress(), 0));
        dns.publish(zone(tlsa(PRESENT)));

        assertThat(codes()).containsExactly("tlsa-without-tls");
    }

    @Test
    void aHostThatBreaksOffAfterStartTls() throws IOException {
        start(mx(PRESENT).on(Stage.HANDSHAKE, Answer.tlsAlert(40)));
        dns.publish(zone());

        assertThat(codes()).containsExactly("handshake-fails", "tlsa-missing");
    }

    @Test
    void aHostThatStillSpeaksTls10() throws IOException {
        // One session each in clear, with the name, without and with another one; then the versions, the oldest first.
        Answer asEver = Answer.normal();
        start(mx(PRESENT)
                .on(Stage.HANDSHAKE, Answer.inTurn(asEver, asEver, asEver, Answer.tls10ServerHello(), asEver)));
        dns.publish(zone(tlsa(PRESENT)));

        assertThat(codes()).containsExactly("old-tls-accepted");
        assertThat(output).contains("\"TLSv1\"");
    }

    @Test
    void keywordsInTheWrongPlaces() throws IOException {
        start(SmtpPeer.builder()
                .listen(InetAddress.getLoopbackAddress(), 0)
                .tls(PRESENT.sslContext())
                .keywords("PIPELINING")
                .requireTlsOfferedInClear());
        dns.publish(zone(tlsa(PRESENT)));

        assertThat(codes()).containsExactly("requiretls-in-clear", "requiretls-missing", "dsn-missing");
    }

    @Test
    void anUnsignedZoneWithRecordsAllTheSame() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone(tlsa(PRESENT)).unsigned());

        assertThat(codes()).containsExactly("tlsa-not-proven");
    }

    @Test
    void nameServersThatDoNotAnswerForTlsa() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone(tlsa(PRESENT)));
        dns.fault("_" + peer.port() + "._tcp." + MX, "TLSA", Fault.SERVFAIL);

        assertThat(codes()).containsExactly("tlsa-lookup-fails");
    }

    @Test
    void aPolicyThatDoesNotNameTheHostAndOneThatIsNotThere() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone(tlsa(PRESENT)));
        policyHost.answer(
                "mta-sts.own.test",
                HttpAnswer.policy("version: STSv1\r\nmode: testing\r\nmx: mx2.own.test\r\nmax_age: 86400\r\n"));
        assertThat(codes()).containsExactly("sts-host-unlisted");

        policyHost.answer("mta-sts.own.test", HttpAnswer.policy("<html>"));
        assertThat(codes()).containsExactly("sts-unreadable");
    }

    @Test
    @Covers({"R7671-8.1-01", "R7671-8-04"})
    void aKeyChangeIsAccompanied() throws IOException {
        start(mx(PRESENT));
        NEXT.writeChainPem(folder.resolve("next.pem"));
        String[] options = {"--memory", folder + "/memory", "--next", folder + "/next.pem"};
        dns.publish(zone(tlsa(PRESENT)));
        assertThat(codes(options)).containsExactly("next-key-not-published");

        dns.publish(zone(tlsa(PRESENT), tlsa(NEXT)));
        assertThat(codes(options)).containsExactly("next-key-too-early");

        dns.publish(zone(tlsa(NEXT)));
        try (SmtpPeer changed = mx(NEXT).start()) {
            assertThat(codes("--memory", folder + "/memory", "--connect", MX + "=127.0.0.1:" + changed.port()))
                    .as("an hour has not passed since the old record was out alone")
                    .containsExactly("cached-records-stale");
        }
        assertThat(Files.readAllLines(folder.resolve("memory"))).hasSize(3);
    }

    @Test
    @Covers({"R8314-4.4-01", "R8314-4.5-01"})
    void serversForUsers() throws IOException {
        start(mx(PRESENT));
        Identity mail = CertificateMaker.leaf("mail.own.test").signedBy(ROOT).make();
        try (SmtpPeer sound = SmtpPeer.builder()
                        .listen(InetAddress.getLoopbackAddress(), 0)
                        .tls(mail.sslContext())
                        .implicitTls()
                        .start();
                SmtpPeer accessServer = SmtpPeer.builder()
                        .listen(InetAddress.getLoopbackAddress(), 0)
                        .tls(PRESENT.sslContext())
                        .implicitTls()
                        .on(Stage.GREETING, Answer.raw("* OK IMAP4rev2 ready\r\n"))
                        .start();
                SmtpPeer submission = mx(mail).start()) {
            dns.publish(zone(tlsa(PRESENT)).address("mail.own.test", "127.0.0.1"));

            assertThat(codes(
                            "--service",
                            "submissions://mail.own.test:" + sound.port(),
                            "--service",
                            "submission://mail.own.test:" + submission.port()))
                    .isEmpty();
            assertThat(codes("--service", "imaps://mail.own.test:" + accessServer.port()))
                    .containsExactly("service-certificate-invalid");
            assertThat(output).contains("imaps://mail.own.test:" + accessServer.port(), "mx.own.test");
        }
    }

    @Test
    @Covers("R8460-3-17")
    void theKeyThatSignsReports() throws IOException {
        start(mx(PRESENT));
        dns.publish(zone(tlsa(PRESENT))
                .txt("s1._domainkey.own.test", "v=DKIM1; s=tlsrpt; p=AAAA")
                .txt("s2._domainkey.own.test", "v=DKIM1; p=AAAA"));

        assertThat(codes("--dkim-selector", "s1")).isEmpty();
        assertThat(codes("--dkim-selector", "s2")).containsExactly("dkim-service-missing");
    }

    @Test
    void mistakesAreTold() throws IOException {
        start(mx(PRESENT));
        Files.writeString(folder.resolve("memory"), "nonsense\n");

        assertThat(selfCheck("--service", "imap://mail.own.test")).isEqualTo(64);
        assertThat(errors).contains("imaps://HOST");
        assertThat(selfCheck("--memory", folder + "/memory")).isEqualTo(64);
        assertThat(errors).contains("'nonsense' is not of 5 words", "Take the file away");
        assertThat(selfCheck("--next", folder + "/nowhere.pem")).isEqualTo(64);
        assertThat(errors).contains("nowhere.pem").doesNotContain("\tat ");
        assertThat(selfCheck("--port", "0")).isEqualTo(64);
        assertThat(output).isEmpty();
        StringWriter told = new StringWriter();
        assertThat(RequireTlsTool.run(new PrintWriter(told), new PrintWriter(told), "self-check", "[127.0.0.1]"))
                .isEqualTo(64);
        assertThat(told.toString()).contains("is an address");
        assertThat(output).isEmpty();
    }
}
