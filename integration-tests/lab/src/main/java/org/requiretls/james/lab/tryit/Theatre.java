package org.requiretls.james.lab.tryit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.requiretls.james.lab.client.MailboxReader;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesHomeBuilder;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.james.StockJames;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.policyhost.PolicyHost;
import org.requiretls.james.lab.smtp.SmtpPeer;

/** The stage: DNS, two James servers with the bundle, and servers that misbehave. Everything ends with it. */
public final class Theatre implements AutoCloseable {

    static final String SENDER = "alice@a.test";
    static final String RECEIVING_HOST = "mx.b.test";
    static final String STRIPPED_HOST = "mx.stripped.test";
    static final String NO_KEYWORD_HOST = "mx.nokeyword.test";

    /** The header field by which the receiving James shows the tag of a message that it delivers. */
    static final String TAG_HEADER = "X-Lab-Tag";

    private static final String PASSWORD = "laboratory";
    static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Domains whose mail the receiving James takes, all with a mailbox for bob. */
    private static final List<String> RECEIVED_DOMAINS = List.of(
            "good.test",
            "lower.test",
            "mismatch.test",
            "mended.test",
            "no.test",
            "plain.test",
            "unsigned.test",
            "bogus.test",
            Policies.DOMAIN);

    private final LabDns dns;
    private final int smtpPort;
    private final Identity receiverIdentity;
    private final SmtpPeer stripped;
    private final SmtpPeer withoutKeyword;
    private final PolicyHost policyHost;
    private final JamesProcess sender;
    private final JamesProcess receiver;

    private Theatre(
            LabDns dns,
            int smtpPort,
            Identity receiverIdentity,
            SmtpPeer stripped,
            SmtpPeer withoutKeyword,
            PolicyHost policyHost,
            JamesProcess sender,
            JamesProcess receiver) {
        this.dns = dns;
        this.smtpPort = smtpPort;
        this.receiverIdentity = receiverIdentity;
        this.stripped = stripped;
        this.withoutKeyword = withoutKeyword;
        this.policyHost = policyHost;
        this.sender = sender;
        this.receiver = receiver;
    }

    /**
     * Sets everything up and starts both servers.
     *
     * @param stock an unchanged James
     * @param release the zip of the bundle
     * @param directory for the homes of the servers
     * @param progress is told of each step
     */
    public static Theatre open(StockJames stock, Path release, Path directory, Consumer<String> progress)
            throws IOException {
        InetAddress senderAddress = LoopbackPorts.loopback(2);
        InetAddress receiverAddress = LoopbackPorts.loopback(3);
        InetAddress strippedAddress = LoopbackPorts.loopback(4);
        InetAddress noKeywordAddress = LoopbackPorts.loopback(5);
        int port = LoopbackPorts.freeOn(senderAddress, receiverAddress, strippedAddress, noKeywordAddress);

        progress.accept("Making certificates, signing zones under an own root, starting a name server");
        Identity authority = CertificateMaker.root("The public's authority").make();
        Identity receiverIdentity = CertificateMaker.leaf(RECEIVING_HOST, Policies.MX_HOST)
                .signedBy(authority)
                .make();
        Identity noKeywordIdentity =
                CertificateMaker.leaf(NO_KEYWORD_HOST).selfSigned().make();
        LabDns dns = LabDns.start();
        Zones zones = new Zones(dns, port, receiverIdentity, noKeywordIdentity);
        zones.publishAll(receiverAddress, strippedAddress, noKeywordAddress);

        List<AutoCloseable> opened = new ArrayList<>(List.of(dns));
        try {
            SmtpPeer stripped = SmtpPeer.builder()
                    .listen(strippedAddress, port)
                    .announcing(STRIPPED_HOST)
                    .startTlsStripped()
                    .start();
            opened.add(stripped);
            SmtpPeer withoutKeyword = SmtpPeer.builder()
                    .listen(noKeywordAddress, port)
                    .announcing(NO_KEYWORD_HOST)
                    .tls(noKeywordIdentity.sslContext())
                    .start();
            opened.add(withoutKeyword);

            PolicyHost policyHost = Policies.start(authority);
            opened.add(policyHost);
            dns.publish(Policies.zone(dns, receiverAddress));

            progress.accept("Installing the bundle into two stock James servers");
            JamesHome senderHome = senderHome(stock, senderAddress, port, directory);
            JamesHome receiverHome = receiverHome(stock, receiverAddress, port, directory, receiverIdentity);
            for (JamesHome home : List.of(senderHome, receiverHome)) {
                home.install(release);
                configureDelivery(home, port, dns, directory);
            }
            Policies.configure(senderHome, policyHost, authority, directory);
            receiverHome.showAttribute("org.requiretls.tls-requirement", TAG_HEADER);

            progress.accept("Starting both servers");
            CompletableFuture<JamesProcess> starting = CompletableFuture.supplyAsync(
                    () -> JamesLauncher.of(receiverHome).start());
            JamesProcess sender = JamesLauncher.of(senderHome).start();
            opened.add(sender);
            JamesProcess receiver = starting.join();
            return new Theatre(dns, port, receiverIdentity, stripped, withoutKeyword, policyHost, sender, receiver);
        } catch (IOException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static JamesHome senderHome(StockJames stock, InetAddress address, int port, Path directory) {
        return JamesHome.of(stock)
                .hostName("mx.a.test")
                .endpoints(JamesEndpoints.withSmtpPort(address, port))
                .identity(CertificateMaker.leaf("mx.a.test").selfSigned().make())
                .domain("a.test")
                .user(SENDER, PASSWORD)
                .createIn(directory.resolve("sender"));
    }

    private static JamesHome receiverHome(
            StockJames stock, InetAddress address, int port, Path directory, Identity identity) {
        JamesHomeBuilder builder = JamesHome.of(stock)
                .hostName(RECEIVING_HOST)
                .endpoints(JamesEndpoints.withSmtpPort(address, port))
                .identity(identity)
                .domain("b.test");
        for (String domain : RECEIVED_DOMAINS) {
            builder.domain(domain).user("bob@" + domain, PASSWORD);
        }
        return builder.createIn(directory.resolve("receiver"));
    }

    /** The laboratory's DNS and ports, and retries that come soon enough to watch. */
    private static void configureDelivery(JamesHome home, int port, LabDns dns, Path directory) throws IOException {
        Path anchors = dns.trustAnchorFile(directory.resolve("root.anchors"));
        home.setMailetParameter(
                DELIVERY, "dnsServers", "127.0.0.1:" + dns.address().getPort());
        home.setMailetParameter(
                DELIVERY, "trustAnchors", anchors.toAbsolutePath().toString());
        home.setMailetParameter(DELIVERY, "dnssecTestNames", "mx.good.test, mx.bogus.test");
        home.setMailetParameter(DELIVERY, "smtpPort", String.valueOf(port));
        home.setMailetParameter(DELIVERY, "delayTime", "3 sec");
        home.setMailetParameter(DELIVERY, "maxRetries", "200");
        home.setMailetParameter(DELIVERY, "tlsReportContact", "tls-reports@a.test");
    }

    /** A connection to the sending James, as a client of its users has. */
    RawSmtp connectToSender() throws IOException {
        return RawSmtp.connect(sender.home().endpoints().smtp());
    }

    /** The same, for text that tells a person how to go on. */
    public String describe() {
        return "Sending James: SMTP " + sender.home().endpoints().smtp() + ", log "
                + sender.home().log()
                + System.lineSeparator() + "Receiving James: SMTP "
                + receiver.home().endpoints().smtp() + ", log "
                + receiver.home().log() + System.lineSeparator() + "DNS: " + dns.address()
                + System.lineSeparator() + "Try: openssl s_client -quiet -crlf -starttls smtp"
                + " -connect " + sender.home().endpoints().smtp().getAddress().getHostAddress() + ":" + smtpPort
                + ", and type EHLO client.test, MAIL FROM:<" + SENDER
                + "> REQUIRETLS, RCPT TO:<bob@good.test>, DATA, a message, a dot"
                + System.lineSeparator() + "Read a mailbox: POP3 "
                + receiver.home().endpoints().pop3() + ", user bob@good.test, password " + PASSWORD;
    }

    /**
     * The TLS reports (RFC 8460) that the sending James would send of this run when the day is over: a JSON text for each
     * domain, in one line. Ends that James, which saves what it counted.
     */
    public List<String> endSenderAndReadTlsReports() throws IOException {
        sender.stop();
        Path counts = sender.home().directory().resolve("var/tls-report-counts/outgoing");
        List<String> reports = new ArrayList<>();
        try (DirectoryStream<Path> days = Files.newDirectoryStream(counts, "*.tally")) {
            for (Path day : days) {
                reports.addAll(Files.readAllLines(day));
            }
        }
        return reports;
    }

    MailboxReader senderMailbox() {
        return sender.home().mailbox(SENDER);
    }

    MailboxReader mailboxOfBob(String domain) {
        return receiver.home().mailbox("bob@" + domain);
    }

    boolean isReceivedByJames(String domain) {
        return RECEIVED_DOMAINS.contains(domain);
    }

    /** What the misbehaving servers got, for domains that are theirs. */
    SmtpPeer peerOf(String domain) {
        return switch (domain) {
            case "stripped.test" -> stripped;
            case "nokeyword.test" -> withoutKeyword;
            default -> throw new IllegalArgumentException("No misbehaving server takes mail for " + domain);
        };
    }

    /** What the sending James logged about attempts at this domain, so far. */
    List<HopLine> attemptsAt(String domain) {
        try {
            return HopLine.in(Files.readString(sender.home().log())).stream()
                    .filter(line -> line.get("domain").equals(domain))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("The log of the sending James can't be read", e);
        }
    }

    /** Puts the right TLSA record where the wrong one was. */
    void mend(String domain) {
        dns.publish(new Zones(dns, smtpPort, receiverIdentity, receiverIdentity)
                .signedWithTlsa(
                        domain, LoopbackPorts.loopback(3), TlsaData.zoneText(receiverIdentity.certificate(), 3, 1, 1)));
    }

    static Duration patience() {
        return PATIENCE;
    }

    @Override
    public void close() {
        closeAll(List.of(dns, stripped, withoutKeyword, policyHost, receiver, sender));
    }

    /** In reverse, so that nothing is used after it is gone. */
    private static void closeAll(List<AutoCloseable> opened) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("Could not end " + opened.get(i), e);
            }
        }
    }

    /** The zones of the play. */
    private record Zones(LabDns dns, int port, Identity receiver, Identity withoutKeyword) {

        void publishAll(InetAddress receiving, InetAddress stripped, InetAddress noKeyword) {
            String right = TlsaData.zoneText(receiver.certificate(), 3, 1, 1);
            String wrong = TlsaData.zoneText(
                    CertificateMaker.leaf("somebody.else.test")
                            .selfSigned()
                            .make()
                            .certificate(),
                    3,
                    1,
                    1);
            for (String domain : List.of("good.test", "lower.test")) {
                dns.publish(signedWithTlsa(domain, receiving, right));
            }
            for (String domain : List.of("mismatch.test", "mended.test", "no.test")) {
                dns.publish(signedWithTlsa(domain, receiving, wrong));
            }
            dns.publish(signedWithTlsa("stripped.test", stripped, right));
            dns.publish(signedWithTlsa(
                    "nokeyword.test", noKeyword, TlsaData.zoneText(withoutKeyword.certificate(), 3, 1, 1)));
            for (String domain : List.of("plain.test", "unsigned.test")) {
                dns.publish(withHost(dns.zone(domain).unsigned(), domain, receiving));
            }
            dns.publish(signedWithTlsa("bogus.test", receiving, right)
                    .breakSignature("bogus.test", "MX")
                    .breakSignature("mx.bogus.test", "A"));
        }

        LabZone signedWithTlsa(String domain, InetAddress address, String tlsa) {
            return withHost(dns.zone(domain).signed(), domain, address).tlsa("mx." + domain, port, tlsa);
        }

        private static LabZone withHost(LabZone zone, String domain, InetAddress address) {
            return zone.mx(10, "mx." + domain).address("mx." + domain, address.getHostAddress());
        }
    }
}
