package org.requiretls.james.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.requiretls.james.lab.broker.RabbitMq;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/**
 * A James at {@code near.test} whose queue outlives it, and one host of {@code far.test}, verified by DANE, that takes
 * the mail. James may be started and stopped; what it has taken stays.
 */
final class QueueLab implements AutoCloseable {

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final String HOST = "mx.far.test";

    /** What RabbitMQ has if nobody changes it. */
    static final Duration USUAL_CONSUMER_TIMEOUT = Duration.ofMinutes(30);

    private final Kind kind;
    private final LabDns dns;
    private final SmtpPeer peer;
    private final JamesHome home;
    private final Optional<RabbitMq> broker;

    /** Where the queue is. */
    enum Kind {
        ACTIVE_MQ("org.requiretls.james.persistent.PersistentJames"),
        RABBIT_MQ("org.requiretls.james.rabbit.RabbitMqJames");

        private final String mainClass;

        Kind(String mainClass) {
            this.mainClass = mainClass;
        }
    }

    private QueueLab(Kind kind, LabDns dns, SmtpPeer peer, JamesHome home, Optional<RabbitMq> broker) {
        this.kind = kind;
        this.dns = dns;
        this.peer = peer;
        this.home = home;
        this.broker = broker;
    }

    /**
     * @param far what the host of {@code far.test} does
     * @param consumerTimeout of the broker, if there is one
     * @param parameters of the delivery, besides those that it needs to find the host
     */
    static QueueLab open(
            Kind kind, UnaryOperator<SmtpPeerBuilder> far, Duration consumerTimeout, Map<String, String> parameters)
            throws IOException {
        InetAddress near = LoopbackPorts.loopback(2);
        InetAddress there = LoopbackPorts.loopback(3);
        int port = LoopbackPorts.freeOn(near, there);
        Identity identity = CertificateMaker.leaf(HOST).selfSigned().make();
        LabDns dns = LabDns.start();
        dns.publish(dns.zone("far.test")
                .mx(10, HOST)
                .address(HOST, there.getHostAddress())
                .tlsa(HOST, port, TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        SmtpPeer peer = far.apply(
                        SmtpPeer.builder().listen(there, port).announcing(HOST).tls(identity.sslContext()))
                .start();
        Path directory = Laboratory.newDirectory("queue");
        JamesHome home = Laboratory.jamesFor("near.test")
                .endpoints(JamesEndpoints.withSmtpPort(near, port))
                .createIn(directory.resolve("james"));
        home.install(Laboratory.release());
        Map<String, String> findTheHost = Map.of(
                "dnsServers",
                "127.0.0.1:" + dns.address().getPort(),
                "trustAnchors",
                dns.trustAnchorFile(directory.resolve("root.anchors"))
                        .toAbsolutePath()
                        .toString(),
                "smtpPort",
                String.valueOf(port));
        findTheHost.forEach((name, value) -> home.setMailetParameter(DELIVERY, name, value));
        parameters.forEach((name, value) -> home.setMailetParameter(DELIVERY, name, value));
        Optional<RabbitMq> broker = kind == Kind.RABBIT_MQ
                ? Optional.of(RabbitMq.start(directory.resolve("rabbitmq").toAbsolutePath(), consumerTimeout))
                : Optional.empty();
        broker.ifPresent(rabbitMq -> home.write("rabbitmq.properties", """
                uri=%s
                management.uri=%s
                management.user=%s
                management.password=%s
                """.formatted(
                        rabbitMq.uri(), rabbitMq.managementUri(), rabbitMq.user(), rabbitMq.password())));
        return new QueueLab(kind, dns, peer, home, broker);
    }

    JamesHome home() {
        return home;
    }

    SmtpPeer peer() {
        return peer;
    }

    RabbitMq broker() {
        return broker.orElseThrow();
    }

    /** Starts James on what the queue holds. */
    JamesProcess start() {
        return JamesLauncher.of(home)
                .withProgram(kind.mainClass, Laboratory.persistentJames())
                .start();
    }

    /** A client of James. */
    RawSmtp client() throws IOException {
        RawSmtp smtp = RawSmtp.connect(home.endpoints().smtp());
        smtp.expect(250, "EHLO client.test");
        return smtp;
    }

    @Override
    public void close() {
        broker.ifPresent(RabbitMq::close);
        peer.close();
        dns.close();
    }
}
