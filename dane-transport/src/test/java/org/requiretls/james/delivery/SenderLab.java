package org.requiretls.james.delivery;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.hop.ContentTraits;
import org.requiretls.james.hop.DeliveryReport;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.hop.HopEngine;
import org.requiretls.james.hop.OutgoingContent;
import org.requiretls.james.hop.OutgoingMessage;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.mtasts.cache.PolicyEvent;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.smtpclient.WorkThreads;

/** The sender as a whole, from the parameters to the wire, among name servers and peers of its own. */
final class SenderLab implements AutoCloseable {

    /** How the names of the threads begin that may block. */
    static final String THREADS = "lab-work";

    /** What the sender trusts. */
    static final Identity ROOT = CertificateMaker.root("Trusted Root").make();

    private static final String NET = "127.0.7.";
    private static final String PASSWORD = "secret";
    private static final long BOUND_SECONDS = 40;

    final LabDns dns = LabDns.start();
    private final ServerSocket portKeeper;
    private final Path folder;
    private final List<SmtpPeer> peers = new ArrayList<>();
    private final Map<String, String> parameters = new HashMap<>();
    final List<PolicyEvent> policyEvents = new CopyOnWriteArrayList<>();
    private final WorkThreads threads = new WorkThreads(THREADS, Transport::defect);
    private AttemptListener attempts = new AttemptLog();
    private Transport transport;

    SenderLab(Path folder) throws IOException {
        this.folder = folder;
        // All MX hosts of a lab have one port and an address each.
        portKeeper = new ServerSocket(0, 1, InetAddress.getByName(NET + 250));
        Path trusted = folder.resolve("trusted.p12");
        ROOT.writeTrustStore(trusted, PASSWORD.toCharArray());
        InetSocketAddress resolver = dns.address();
        with("dnsServers", resolver.getAddress().getHostAddress() + ":" + resolver.getPort());
        with("smtpPort", String.valueOf(port()));
        with("trustStore", trusted.toString());
        with("trustStorePassword", PASSWORD);
        with("loadBalancing", "false");
        with("connectiontimeout", "3000");
        with("timeout", "10000");
        with("mtaStsStore", folder.resolve("mta-sts").toString());
        with("mtaStsPrivateNetworks", "true");
        with("connectionIdleTime", "500");
        with("hostDownTime", "0");
    }

    /** Sets a parameter of the mailet; before the first message. */
    SenderLab with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    int port() {
        return portKeeper.getLocalPort();
    }

    static String address(int number) {
        return NET + number;
    }

    /** A peer at {@link #address}. */
    SmtpPeer start(int number, SmtpPeerBuilder peer) throws IOException {
        SmtpPeer started =
                peer.listen(InetAddress.getByName(address(number)), port()).start();
        peers.add(started);
        return started;
    }

    /** Ends a peer; afterwards another one can have its address. */
    void stop(SmtpPeer peer) {
        await().until(() -> peer.openConnections() == 0);
        peer.close();
        peers.remove(peer);
        // The kernel lets go of a socket only once the thread that waits in accept has woken up.
        await().until(() -> isFree(peer.address()));
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket(address.getPort(), 1, address.getAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** A peer with TLS that knows REQUIRETLS. */
    static SmtpPeerBuilder capable(Identity identity) {
        return SmtpPeer.builder().tls(identity.sslContext()).requireTlsOffered();
    }

    /** Under the trusted root. */
    static Identity trusted(String... names) {
        return CertificateMaker.leaf(names).signedBy(ROOT).make();
    }

    static Identity selfSigned(String... names) {
        return CertificateMaker.leaf(names).selfSigned().make();
    }

    /** Sends a message, and says what became of it: {@code delivered by host}, or a verb and the enhanced status. */
    String send(MessageTag tag, String domain) throws Exception {
        RecipientOutcome outcome = outcome(tag, domain);
        if (outcome instanceof Delivered delivered) {
            return "delivered by " + delivered.host();
        }
        return outcome instanceof Deferred deferred
                ? "deferred " + deferred.failure().status().enhanced()
                : "failed " + ((Failed) outcome).failure().status().enhanced();
    }

    RecipientOutcome outcome(MessageTag tag, String domain) throws Exception {
        String recipient = "bob@" + domain;
        return transport()
                .engine()
                .deliver(new OutgoingMessage(
                        "test",
                        tag,
                        domain,
                        "alice@client.test",
                        List.of(),
                        List.of(new OutgoingMessage.Recipient(recipient, List.of())),
                        new Text(),
                        0))
                .get(BOUND_SECONDS, TimeUnit.SECONDS)
                .outcomes()
                .get(recipient);
    }

    /** What the worker behind a queue has done. */
    CompletableFuture<DeliveryReport> deliver(OutgoingMessage message) {
        try {
            return transport().engine().deliver(message);
        } catch (IOException | MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Of the sender; 0 before the first message. */
    int openConnections() {
        return transport == null ? 0 : transport.openConnections();
    }

    /** Who is told of attempts; before the first message. */
    void tell(AttemptListener listener) {
        attempts = listener;
    }

    /** Begins anew, with what is on the disk. */
    void restart() {
        transport.close();
        transport = null;
    }

    private Transport transport() throws IOException, MessagingException {
        if (transport == null) {
            with("trustAnchors", dns.trustAnchorFile(folder.resolve("anchors")).toString());
            FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("DaneRemoteDelivery");
            parameters.forEach(config::setProperty);
            transport = Transport.open(
                    MailetSettings.read(config.build(), Path::of),
                    HopEngine.LONGEST_DELIVERY,
                    () -> "client.test",
                    policyEvents::add,
                    attempts,
                    threads);
        }
        return transport;
    }

    @Override
    public void close() throws IOException {
        if (transport != null) {
            transport.close();
        }
        peers.forEach(SmtpPeer::close);
        dns.close();
        portKeeper.close();
        threads.close();
    }

    private static final class Text implements OutgoingContent {
        @Override
        public ContentTraits traits() throws IOException {
            return ContentTraits.of(asItIs());
        }

        @Override
        public InputStream asItIs() {
            return new ByteArrayInputStream("Subject: x\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public InputStream as7Bit() {
            return asItIs();
        }

        @Override
        public OutgoingContent withoutQuotedContent() {
            return this;
        }
    }
}
