package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.PolicyCount;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.ResultType;
import org.requiretls.james.tlsrpt.Submitter;

/** TLS reports (RFC 8460) on a real James: one that goes out, and one that comes in. */
class TlsReportsIT {

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(2);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private LabDns dns;

    @BeforeEach
    void start() {
        dns = LabDns.start();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private JamesHome installed(String name) throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test")
                .user("tls@a.test", Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory(name));
        home.install(Laboratory.release());
        home.setMailetParameter(
                DELIVERY, "dnsServers", "127.0.0.1:" + dns.address().getPort());
        home.setMailetParameter(
                DELIVERY,
                "trustAnchors",
                dns.trustAnchorFile(folder.resolve("anchors")).toString());
        return home;
    }

    private static Report report(String contact) {
        FailureDetail detail = FailureDetail.atHost(ResultType.CERTIFICATE_EXPIRED, "mx.d.test", "expired");
        PolicyCount count =
                new PolicyCount(AppliedPolicy.tlsa("mx.d.test", List.of("3 1 1 ab")), 5, 2, Map.of(detail, 2L));
        return new Report(new Submitter("A", contact, "n1"), DAY, "d.test", List.of(count));
    }

    /** What was counted two days ago is due at the start, by whichever moment of the night. */
    @Test
    @Covers({"R8460-3-13", "R8460-3-15", "R8460-3-16", "R8460-5.3-05", "R8460-5.3-06", "R8460-5.3-07"})
    void goesOutSignedThoughThePolicyOfItsDestinationIsBroken() throws Exception {
        KeyPair key = rsa();
        JamesHome home = installed("tls-report-out");
        InetAddress address = LoopbackPorts.loopback(41);
        int port = LoopbackPorts.freeOn(address);
        // The TLSA record of the host does not match: any other mail would wait.
        dns.publish(
                dns.zone("d.test").txt("_smtp._tls.d.test", "v=TLSRPTv1; rua=mailto:tls@rua.test"),
                dns.zone("rua.test")
                        .mx(10, "mx.rua.test")
                        .address("mx.rua.test", address.getHostAddress())
                        .tlsa("mx.rua.test", port, "3 1 1 " + "ab".repeat(32)));
        home.setMailetParameter(DELIVERY, "smtpPort", String.valueOf(port));
        home.setMailetParameter(DELIVERY, "tlsReportContact", "tls-reports@a.test");
        home.setMailetParameter(DELIVERY, "tlsReportProcessor", "tls-reports");
        String signing = """
                <processor state="tls-reports" enableJmx="false">
                  <mailet match="All" class="org.apache.james.jdkim.mailets.DKIMSign">
                    <signatureTemplate>v=1; s=sel; d=a.test; h=from:to:subject:date:message-id:tls-report-domain:tls-report-submitter; a=rsa-sha256; bh=; b=;</signatureTemplate>
                    <privateKey>%s</privateKey>
                  </mailet>
                  <mailet match="All" class="org.requiretls.james.DaneRemoteDelivery">
                    <outgoing>outgoing-tls-reports</outgoing>
                    <smtpPort>%d</smtpPort>
                    <dnsServers>127.0.0.1:%d</dnsServers>
                    <trustAnchors>%s</trustAnchors>
                  </mailet>
                </processor>
                </processors>""".formatted(pem(key), port, dns.address().getPort(), folder.resolve("anchors"));
        home.write(
                "mailetcontainer.xml", home.read("mailetcontainer.xml").replaceFirst("</processors>", quoted(signing)));
        Files.createDirectories(counts(home));
        Files.writeString(
                counts(home).resolve(DAY + ".tally"),
                report("tls-reports@a.test").line() + "\n");

        try (SmtpPeer peer = SmtpPeer.builder()
                        .listen(address, port)
                        .announcing("mx.rua.test")
                        .tls(CertificateMaker.leaf("mx.rua.test")
                                .selfSigned()
                                .make()
                                .sslContext())
                        .start();
                JamesProcess james = JamesLauncher.of(home).start()) {
            await().atMost(PATIENCE).until(() -> !peer.messages().isEmpty());
            ReceivedMessage message = peer.messages().get(0);

            assertThat(message.reversePath().address()).isEmpty();
            assertThat(message.recipientAddresses()).containsExactly("tls@rua.test");
            assertThat(message.tls()).as("TLS all the same").isPresent();
            assertThat(message.text())
                    .contains("TLS-Report-Domain: d.test", "TLS-Report-Submitter: a.test", "TLS-Required: No");
            SignatureRecord signature = verified(message.content(), key);
            assertThat(signature.getDToken().toString()).isEqualTo("a.test");
            assertThat(signature.getHeaders().toString().toLowerCase())
                    .contains("tls-report-domain", "tls-report-submitter");
            assertThat(signature.getBodyHashLimit()).as("no l=").isEqualTo(-1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(counts(james.home()).resolve(DAY + ".tally"))
                            .doesNotExist());
        }
    }

    private static Path counts(JamesHome home) {
        return home.directory().resolve("var/tls-report-counts/outgoing");
    }

    private static String quoted(String replacement) {
        return Matcher.quoteReplacement(replacement);
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** As DKIMSign reads it: with the key type in the frame. */
    private static String pem(KeyPair key) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(key.getPrivate());
        }
        return text.toString();
    }

    private static SignatureRecord verified(byte[] message, KeyPair key) throws Exception {
        String record = "v=DKIM1; k=rsa; p="
                + Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
        DKIMVerifier verifier = new DKIMVerifier((method, selector, domain) -> List.of(record));
        return verifier.verify(new ByteArrayInputStream(message)).get(0);
    }

    @Test
    @Covers({"R8460-3-18", "R8460-5.6-01"})
    void comesInAndIsAnsweredInWebAdmin() throws Exception {
        JamesHome home = installed("tls-report-in");
        dns.publish(dns.zone("a.test"));
        home.insertBeforeMailet("PostmasterAlias", """
                <mailet match="All" class="org.requiretls.james.TlsReportIntake"><unsigned>accept</unsigned></mailet>
                """);
        home.setProperty("webadmin.properties", "extensions.routes", "org.requiretls.james.TlsReportRoutes");
        home.setProperty(
                "healthcheck.properties",
                "additional.healthchecks",
                "org.requiretls.james.DnssecHealthCheck,org.requiretls.james.TlsReportHealthCheck");

        try (JamesProcess james = JamesLauncher.of(home).start()) {
            assertThat(james.webAdmin().get("/tls-reports").body()).contains("\"reports\" : 0");
            try (RawSmtp client = RawSmtp.connect(home.endpoints().smtp())) {
                client.expect(250, "EHLO o.test");
                client.expect(250, "MAIL FROM:<reports@o.test>");
                client.expect(250, "RCPT TO:<tls@a.test>");
                assertThat(client.data("Subject: report\r\nContent-Type: application/tlsrpt+json\r\n\r\n"
                                        + report("tls@o.test").line() + "\r\n")
                                .code())
                        .isEqualTo(250);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(james.webAdmin()
                                    .get("/tls-reports?domain=mx.d.test")
                                    .body())
                            .contains("\"certificate-expired\"", "\"sessions\" : 2", "\"since\" : \"" + DAY));
            assertThat(james.webAdmin()
                            .get("/healthcheck/checks/TLS%20reports%20about%20us")
                            .body())
                    .contains("\"status\":\"degraded\"", "certificate-expired at mx.d.test");
            assertThat(home.directory().resolve("var/tls-reports")).isDirectoryContaining("glob:**.json");
        }
    }
}
