package org.requiretls.james.hop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.LocalHosts;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.route.RouteSettings;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/** Delivery and probe on the same name server, with peers that listen on one port at addresses of their own. */
final class ProbeLab implements AutoCloseable {

    static final Identity AUTHORITY = CertificateMaker.root("Lab").make();
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int TRIES_FOR_A_PORT = 5;

    final LabDns dns = LabDns.start();
    private final DnsClient dnsClient;
    private final SmtpClient smtp = new SmtpClient(1);
    private final Map<String, SmtpPeer> peers = new LinkedHashMap<>();

    ProbeLab(Path folder) {
        try {
            dnsClient = new DnsClient(DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a peer at each address, all on one port that happens to be free everywhere. */
    ProbeLab peers(Map<String, SmtpPeerBuilder> byAddress) {
        for (int tries = 1; ; tries++) {
            try {
                int port = 0;
                for (Map.Entry<String, SmtpPeerBuilder> entry : byAddress.entrySet()) {
                    SmtpPeer peer = entry.getValue()
                            .listen(InetAddress.getByName(entry.getKey()), port)
                            .start();
                    peers.put(entry.getKey(), peer);
                    port = peer.port();
                }
                return this;
            } catch (IOException e) {
                peers.values().forEach(SmtpPeer::close);
                peers.clear();
                if (tries == TRIES_FOR_A_PORT) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    SmtpPeer peer(String address) {
        return peers.get(address);
    }

    /** Where the peers listen. */
    int port() {
        return peers.values().iterator().next().port();
    }

    HopProbe probe() {
        return HopProbe.of(
                routes(),
                StsPolicies.none(),
                smtp,
                InsecureMxDane.ON,
                DestinationRules.NONE,
                settings(),
                pkix(),
                Clock.systemUTC());
    }

    ProbeReport probed(String domain) {
        return result(probe().probe(domain));
    }

    /** What delivery does, with the attempts that it reports. */
    record Delivered(DeliveryReport report, List<Attempt> attempts) {}

    Delivered delivered(MessageTag tag, String domain) {
        List<Attempt> attempts = new ArrayList<>();
        AddressVisit addresses = new AddressVisit(smtp, settings(), pkix(), attempts::add, Clock.systemUTC());
        HostVisit visit = new HostVisit(
                routes(), StsPolicies.none(), InsecureMxDane.ON, DestinationRules.NONE, addresses, attempts::add);
        HopEngine engine = new HopEngine(routes(), visit, attempts::add);
        OutgoingMessage message = new OutgoingMessage(
                "mail",
                tag,
                domain,
                "sender@example.org",
                List.of(),
                List.of(new Recipient("someone@" + domain, List.of())),
                new NoContent(),
                0);
        return new Delivered(result(engine.deliver(message)), attempts);
    }

    private RouteResolver routes() {
        RouteSettings settings = peers.isEmpty()
                ? RouteSettings.defaults()
                : RouteSettings.defaults().withPort(port());
        return new DnsRouteResolver(dnsClient, settings, LocalHosts.UNKNOWN, new Random(42));
    }

    private static ClientSettings settings() {
        return new ClientSettings(
                Optional.empty(), () -> "client.example.org", SmtpTimeouts.DEFAULT.atMost(Duration.ofSeconds(20)));
    }

    private static PkixVerifier pkix() {
        return new PkixVerifier(new TrustStore("the lab", List.of(AUTHORITY.certificate())));
    }

    static <T> T result(CompletableFuture<T> future) {
        return future.orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        peers.values().forEach(SmtpPeer::close);
        smtp.close(Duration.ZERO).join();
        dnsClient.close();
        dns.close();
    }
}
