package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;

/**
 * Three James servers in a row, and a peer at the end that sees what comes out.
 *
 * <p>The first gives all its mail to the second, as to a smart host; that one finds the third in DNS, and the third
 * forwards what its user gets to the peer. Each server, and the peer, is known by TLSA records alone.
 */
final class ThreeServers implements AutoCloseable {

    /** Mail to this address goes on to {@link #FAR}. */
    static final String FORWARDED = "carol@c.test";

    static final String FAR = "dave@far.test";

    /** Mail to this one goes on to an address that the peer refuses. */
    static final String FORWARDED_TO_NOBODY = "erin@c.test";

    static final String NOBODY = "nobody@far.test";

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LabDns dns;
    private final SmtpPeer far;
    private final Map<String, JamesProcess> servers;

    private ThreeServers(LabDns dns, SmtpPeer far, Map<String, JamesProcess> servers) {
        this.dns = dns;
        this.far = far;
        this.servers = servers;
    }

    static ThreeServers open() throws IOException {
        Map<String, InetAddress> addresses = new LinkedHashMap<>();
        for (String domain : List.of("a.test", "b.test", "c.test", "far.test")) {
            addresses.put(domain, LoopbackPorts.loopback(2 + addresses.size()));
        }
        int port = LoopbackPorts.freeOn(addresses.values().toArray(InetAddress[]::new));
        LabDns dns = LabDns.start();
        Map<String, Identity> identities = new LinkedHashMap<>();
        addresses.forEach((domain, address) -> {
            Identity identity =
                    CertificateMaker.leaf("mx." + domain).selfSigned().make();
            identities.put(domain, identity);
            dns.publish(dns.zone(domain)
                    .signed()
                    .mx(10, "mx." + domain)
                    .address("mx." + domain, address.getHostAddress())
                    .tlsa("mx." + domain, port, TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        });
        SmtpPeer far = SmtpPeer.builder()
                .listen(addresses.get("far.test"), port)
                .announcing("mx.far.test")
                .tls(identities.get("far.test").sslContext())
                .keywords("8BITMIME", "DSN")
                .requireTlsOffered()
                .onRecipient(NOBODY, Answer.reply("550 5.1.1 Nobody here"))
                .start();
        List<AutoCloseable> opened = new ArrayList<>(List.of(dns, far));
        try {
            Map<String, CompletableFuture<JamesProcess>> starting = new LinkedHashMap<>();
            for (String domain : List.of("a.test", "b.test", "c.test")) {
                JamesHome home = home(domain, addresses.get(domain), port, identities.get(domain), dns);
                if (domain.equals("a.test")) {
                    home.setMailetParameter(DELIVERY, "gateway", "mx.b.test");
                    home.setMailetParameter(DELIVERY, "gatewayPort", String.valueOf(port));
                }
                starting.put(
                        domain,
                        CompletableFuture.supplyAsync(
                                () -> JamesLauncher.of(home).start()));
            }
            Map<String, JamesProcess> servers = new LinkedHashMap<>();
            starting.forEach((domain, start) -> {
                servers.put(domain, start.join());
                opened.add(servers.get(domain));
            });
            ThreeServers row = new ThreeServers(dns, far, servers);
            row.forward(FORWARDED, FAR);
            row.forward(FORWARDED_TO_NOBODY, NOBODY);
            return row;
        } catch (IOException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static JamesHome home(String domain, InetAddress address, int port, Identity identity, LabDns dns)
            throws IOException {
        JamesHome home = Laboratory.jamesFor(domain)
                .endpoints(JamesEndpoints.withSmtpPort(address, port))
                .identity(identity)
                .user("carol@" + domain, Laboratory.PASSWORD)
                .user("erin@" + domain, Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("row-" + domain));
        home.install(Laboratory.release());
        Path anchors = dns.trustAnchorFile(home.directory().resolve("root.anchors"));
        home.setMailetParameter(
                DELIVERY, "dnsServers", "127.0.0.1:" + dns.address().getPort());
        home.setMailetParameter(
                DELIVERY, "trustAnchors", anchors.toAbsolutePath().toString());
        home.setMailetParameter(DELIVERY, "smtpPort", String.valueOf(port));
        return home;
    }

    private void forward(String from, String to) throws IOException {
        int status = servers.get("c.test")
                .webAdmin()
                .put("/address/forwards/" + from + "/targets/" + to, "")
                .statusCode();
        if (status / 100 != 2) {
            throw new IOException("WebAdmin answered " + status + " to the forward of " + from);
        }
    }

    /** Where mail enters. */
    InetSocketAddress entrance() {
        return servers.get("a.test").home().endpoints().smtp();
    }

    /** What came out at the far end; waits for it. */
    ReceivedMessage awaitAtTheEnd(Predicate<ReceivedMessage> wanted) {
        return await().atMost(PATIENCE)
                .until(() -> far.messages().stream().filter(wanted).findFirst(), found -> found.isPresent())
                .orElseThrow();
    }

    /** Waits until a server has logged such a line: it does so about a delivery when the peer has the message already. */
    void awaitLog(String domain, Pattern line) {
        Path log = servers.get(domain).home().log();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(log)).containsPattern(line));
    }

    @Override
    public void close() {
        List<AutoCloseable> opened = new ArrayList<>(List.of(dns, far));
        opened.addAll(servers.values());
        closeAll(opened);
    }

    private static void closeAll(List<AutoCloseable> opened) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("Could not end " + opened.get(i), e);
            }
        }
    }
}
