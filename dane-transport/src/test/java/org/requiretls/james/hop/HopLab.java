package org.requiretls.james.hop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.route.AddressOrder;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.LocalHosts;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.RelayRoutes;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.route.RouteSettings;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.rules.RuleReader;
import org.requiretls.james.rules.RuleSyntaxException;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/** The whole engine with real DNS, TLS and SMTP around it, all on loopback addresses. */
final class HopLab implements AutoCloseable {

    static final String DOMAIN = "good.test";
    static final String MX1 = "mx1.good.test";
    static final String MX2 = "mx2.good.test";
    static final String AT_MX1 = "127.0.0.21";
    static final String AT_MX2 = "127.0.0.22";
    static final String BOB = "bob@good.test";
    static final String EVE = "eve@good.test";

    private static final Identity ROOT = CertificateMaker.root("Lab authority").make();
    private static final Identity TRUSTED_MX1 =
            CertificateMaker.leaf(MX1).signedBy(ROOT).make();
    private static final Identity TRUSTED_MX2 =
            CertificateMaker.leaf(MX2).signedBy(ROOT).make();
    private static final Identity UNTRUSTED =
            CertificateMaker.leaf("elsewhere.test").selfSigned().make();
    private static final long BOUND_SECONDS = 30;

    final LabDns dns = LabDns.start();
    final int port = freePort();
    final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    AttemptListener listener = attempts::add;
    DestinationRules rules = DestinationRules.NONE;
    StsPolicies policies = StsPolicies.none();

    private final List<SmtpPeer> peers = new ArrayList<>();
    private final DnsClient dnsClient;
    private final SmtpClient client = new SmtpClient(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    HopLab(Path folder) {
        try {
            dnsClient = new DnsClient(DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                    .withTimeout(Duration.ofSeconds(8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Identity trusted(String host) {
        return switch (host) {
            case MX1 -> TRUSTED_MX1;
            case MX2 -> TRUSTED_MX2;
            default -> CertificateMaker.leaf(host).signedBy(ROOT).make();
        };
    }

    /** By the trusted authority. */
    static Identity issued(CertificateMaker certificate) {
        return certificate.signedBy(ROOT).make();
    }

    static Identity untrusted() {
        return UNTRUSTED;
    }

    /** A 3 1 1 record for the certificate. */
    static String tlsa(Identity identity) {
        return TlsaData.zoneText(identity.certificate(), 3, 1, 1);
    }

    /** A TLSA record that nobody can use: the matching type is not assigned. */
    static String unusableTlsa() {
        return "3 1 9 " + "ab".repeat(32);
    }

    /** The domain with MX1 as its only host, signed. */
    void publish(UnaryOperator<LabZone> more) {
        dns.publish(more.apply(dns.zone(DOMAIN).mx(10, MX1).address(MX1, AT_MX1)));
    }

    /** The domain with two hosts, MX1 preferred, signed. */
    void publishTwoHosts(UnaryOperator<LabZone> more) {
        publish(zone -> more.apply(zone.mx(20, MX2).address(MX2, AT_MX2)));
    }

    static SmtpPeerBuilder inClear() {
        return SmtpPeer.builder().announcing(MX1);
    }

    static SmtpPeerBuilder withTls(Identity identity) {
        return inClear().tls(identity.sslContext());
    }

    SmtpPeer start(String address, SmtpPeerBuilder description) {
        try {
            SmtpPeer peer =
                    description.listen(InetAddress.getByName(address), port).start();
            peers.add(peer);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmtpPeer startMx1(SmtpPeerBuilder description) {
        return start(AT_MX1, description);
    }

    SmtpPeer startMx2(SmtpPeerBuilder description) {
        return start(AT_MX2, description);
    }

    RouteResolver routes() {
        return new DnsRouteResolver(dnsClient, RouteSettings.defaults().withPort(port), LocalHosts.UNKNOWN);
    }

    private static PkixVerifier trustedRoots() {
        return new PkixVerifier(new TrustStore("the lab", List.of(ROOT.certificate())));
    }

    /** The administrator's rules, as they stand in the configuration. */
    void rules(String lines) {
        try {
            rules = new RuleReader(Path::of, trustedRoots()).read(lines);
        } catch (RuleSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    HopEngine engine() {
        return engine(routes(), InsecureMxDane.ON);
    }

    HopEngine engine(RouteResolver routes, InsecureMxDane insecureMx) {
        return engine(
                routes,
                insecureMx,
                new AddressVisit(client, clientSettings(), trustedRoots(), a -> listener.ended(a), Clock.systemUTC()));
    }

    /** With sessions from the pool, and the time of the clock. */
    HopEngine engine(SessionPool pool, Clock clock) {
        return engine(
                routes(),
                InsecureMxDane.ON,
                new AddressVisit(pool, clientSettings(), trustedRoots(), a -> listener.ended(a), clock));
    }

    /** Over the network. */
    SessionPool pool(ConnectionSettings settings, Clock clock) {
        return new SessionPool(client, settings, clock);
    }

    /** Through this gateway. */
    HopEngine engine(MxHost gateway, GatewayAccess access) {
        ClientSettings usual = clientSettings();
        ClientSettings settings = new ClientSettings(
                usual.bind(), usual.ehloName(), usual.timeouts(), access, usual.quorum(), usual.mostRecipients());
        return engine(
                new RelayRoutes(List.of(gateway), AddressOrder.AS_ANSWERED, routes()),
                InsecureMxDane.ON,
                new AddressVisit(client, settings, trustedRoots(), a -> listener.ended(a), Clock.systemUTC()));
    }

    private static ClientSettings clientSettings() {
        return new ClientSettings(
                Optional.empty(), () -> "sender.example", SmtpTimeouts.DEFAULT.atMost(Duration.ofSeconds(10)));
    }

    private HopEngine engine(RouteResolver routes, InsecureMxDane insecureMx, AddressVisit addresses) {
        RouteResolver offDns = new RoutesOffDnsThreads(routes, threads);
        HostVisit hosts = new HostVisit(offDns, policies, insecureMx, rules, addresses, a -> listener.ended(a));
        return new HopEngine(offDns, hosts, a -> listener.ended(a));
    }

    private Sessions network() {
        return (hop, request) -> client.open(request);
    }

    /** What delivery does with a good session. */
    Dispatch handover() {
        return new Handover(network(), clientSettings());
    }

    /** With a bound that a test can wait for, and another hand for sessions that are judged good. */
    HopEngine engine(RouteResolver routes, Dispatch dispatch, Duration longestDelivery) {
        ClientSettings settings = new ClientSettings(Optional.empty(), () -> "sender.example", SmtpTimeouts.DEFAULT);
        AddressVisit addresses = new AddressVisit(
                network(), dispatch, settings, trustedRoots(), a -> listener.ended(a), Clock.systemUTC());
        HostVisit hosts = new HostVisit(routes, policies, InsecureMxDane.ON, rules, addresses, a -> listener.ended(a));
        return new HopEngine(routes, hosts, a -> listener.ended(a), longestDelivery);
    }

    DeliveryReport deliver(OutgoingMessage message) {
        return deliver(engine(), message);
    }

    static DeliveryReport deliver(HopEngine engine, OutgoingMessage message) {
        return engine.deliver(message)
                .orTimeout(BOUND_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    DeliveryReport deliver(MessageTag tag) {
        return deliver(message(tag, BOB));
    }

    static OutgoingMessage message(MessageTag tag, String... recipients) {
        return messageSaying("Subject: hello\r\n\r\nplain\r\n", tag, recipients);
    }

    static OutgoingMessage messageSaying(String text, MessageTag tag, String... recipients) {
        String reversePath = tag == MessageTag.DSN ? "" : "alice@sender.example";
        return new OutgoingMessage(
                "mail1",
                tag,
                recipients[0].substring(recipients[0].indexOf('@') + 1),
                reversePath,
                List.of(),
                Arrays.stream(recipients)
                        .map(address -> new Recipient(address, List.of()))
                        .toList(),
                new Text(text),
                0);
    }

    int openConnections() {
        return client.openConnections();
    }

    /** A message in memory; what it is turned into without 8BITMIME is easy to tell. */
    record Text(String text) implements OutgoingContent {

        /** What is left of a notification without the content that it quotes. */
        static final String WITHOUT_QUOTED = "Subject: without quoted content\r\n\r\n";

        static final String CONVERTED = "Subject: converted\r\n\r\n=C3=A9\r\n";

        @Override
        public ContentTraits traits() throws IOException {
            return ContentTraits.of(asItIs());
        }

        @Override
        public InputStream asItIs() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public InputStream as7Bit() {
            return new ByteArrayInputStream(CONVERTED.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutgoingContent withoutQuotedContent() {
            return new Text(WITHOUT_QUOTED);
        }
    }

    private static int freePort() {
        try (ServerSocket anyAddress = new ServerSocket(0)) {
            return anyAddress.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        peers.forEach(SmtpPeer::close);
        client.close(Duration.ZERO).join();
        dnsClient.close();
        dns.close();
        threads.shutdownNow();
    }
}
