package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.policyhost.PolicyHost;
import org.requiretls.james.lab.smtp.SmtpPeer;

/** A real James sends to a domain that has a policy and no DNSSEC. */
class MtaStsIT {

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final String SENDER = "alice@a.test";
    private static final String DOMAIN = "sts.test";
    private static final String MX = "mx.sts.test";
    private static final String POLICY_HOST = "mta-sts.sts.test";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Identity authority =
            CertificateMaker.root("The public's authority").make();
    private final InetAddress mxAddress = LoopbackPorts.loopback(8);

    @TempDir
    private Path folder;

    private LabDns dns;
    private PolicyHost policyHost;
    private JamesHome home;
    private int port;

    @BeforeEach
    void open() throws IOException {
        dns = LabDns.start();
        policyHost = PolicyHost.start(LoopbackPorts.loopback(7), 0);
        policyHost.identify(POLICY_HOST, certified(POLICY_HOST));
        InetAddress james = LoopbackPorts.loopback(2);
        port = LoopbackPorts.freeOn(james, mxAddress);
        home = Laboratory.jamesFor("a.test")
                .endpoints(JamesEndpoints.withSmtpPort(james, port))
                .user(SENDER, Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("mta-sts"));
        home.install(Laboratory.release());
        configure();
    }

    private void configure() throws IOException {
        Path roots = folder.resolve("authority.pem");
        authority.writeChainPem(roots);
        set("dnsServers", "127.0.0.1:" + dns.address().getPort());
        set("trustAnchors", dns.trustAnchorFile(folder.resolve("anchors")).toString());
        set("smtpPort", String.valueOf(port));
        set("trustStore", roots.toString());
        set("trustStoreType", "PEM");
        set("mtaStsPort", String.valueOf(policyHost.address().getPort()));
        set("mtaStsPrivateNetworks", "true");
        set("connectionIdleTime", "200");
    }

    private void set(String parameter, String value) throws IOException {
        home.setMailetParameter(DELIVERY, parameter, value);
    }

    @AfterEach
    void close() {
        policyHost.close();
        dns.close();
    }

    private Identity certified(String name) {
        return CertificateMaker.leaf(name).signedBy(authority).make();
    }

    private void publish(String id, String mode, String mx) {
        policyHost.answer(
                POLICY_HOST,
                HttpAnswer.policy("version: STSv1\r\nmode: " + mode + "\r\nmx: " + mx + "\r\nmax_age: 86400\r\n"));
        dns.publish(dns.zone(DOMAIN)
                .unsigned()
                .ttl(0)
                .mx(10, MX)
                .address(MX, mxAddress.getHostAddress())
                .address(POLICY_HOST, LoopbackPorts.loopback(7).getHostAddress())
                .txt("_mta-sts." + DOMAIN, "v=STSv1; id=" + id + ";"));
    }

    private SmtpPeer mxHost(Identity identity) throws IOException {
        return SmtpPeer.builder()
                .listen(mxAddress, port)
                .announcing(MX)
                .tls(identity.sslContext())
                .requireTlsOffered()
                .start();
    }

    private void send(String subject, String mailParameter) throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(home.endpoints().smtp())) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            smtp.expect(250, "EHLO client.test");
            smtp.expect(250, "MAIL FROM:<" + SENDER + ">" + mailParameter);
            smtp.expect(250, "RCPT TO:<bob@" + DOMAIN + ">");
            smtp.data("From: " + SENDER + "\r\nSubject: " + subject + "\r\n\r\nbody\r\n");
        }
    }

    private void awaitAttempt(int number, String expected) throws IOException {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(attempts()).hasSizeGreaterThanOrEqualTo(number));
        assertThat(attempts().get(number - 1)).contains(expected);
    }

    private List<String> attempts() throws IOException {
        return Files.readString(home.log(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" hop mail=") && line.contains(" domain=" + DOMAIN + " "))
                .toList();
    }

    private static void awaitMessages(SmtpPeer peer, int number) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(peer.messages()).hasSize(number));
    }

    @Test
    @Covers({"R8689-2-12", "R8461-3.3-11", "R8461-3.3-14", "R8461-3.3-15"})
    void provesTheMxHostAndHoldsOverARestartWithTheNetworkBlocked() throws IOException {
        publish("1", "enforce", MX);
        try (SmtpPeer genuine = mxHost(certified(MX))) {
            try (JamesProcess james = JamesLauncher.of(home).start()) {
                send("tagged", " REQUIRETLS");
                awaitMessages(genuine, 1);
                awaitAttempt(1, " mx=insecure tlsa=none sts=enforce-match tls=TLSv1.3 auth=pkix keyword=yes");

                publish("2", "enforce", "mx.elsewhere.test");
                send("under another policy", "");
                awaitAttempt(2, " sts=enforce-no-match ");

                publish("3", "enforce", "*.sts.test");
                send("under the third", " REQUIRETLS");
                awaitMessages(genuine, 2);
                assertThat(james.home()
                                .directory()
                                .resolve("var")
                                .resolve("mta-sts")
                                .resolve(DOMAIN + ".sts"))
                        .content()
                        .contains("\nid: 3\n", "mx: *.sts.test");
            }
        }

        dns.fault("_mta-sts." + DOMAIN, "TXT", Fault.DROP);
        policyHost.answer(POLICY_HOST, HttpAnswer.hangingAfter(""));
        Identity impostor = CertificateMaker.leaf(MX).selfSigned().make();
        try (SmtpPeer evil = mxHost(impostor)) {
            int before = attempts().size();
            try (JamesProcess james = JamesLauncher.of(home).start()) {
                assertThat(james.home()).isEqualTo(home);
                send("to an impostor", "");
                awaitAttempt(before + 1, " outcome=skipped rule=N4e ");
                assertThat(evil.messages()).isEmpty();
            }
        }
    }
}
