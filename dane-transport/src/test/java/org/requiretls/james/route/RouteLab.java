package org.requiretls.james.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.route.Route.Hosts;
import org.requiretls.james.route.Route.NoHosts;

/** A resolver under test, with a name server of its own behind it. */
final class RouteLab implements AutoCloseable {

    static final String DIGEST = "3 1 1 " + "ab".repeat(32);
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    final LabDns dns = LabDns.start();
    private final DnsClient client;
    private final DnsSettings settings;

    RouteLab(Path folder) {
        try {
            settings = DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                    .withTimeout(TIMEOUT);
            client = new DnsClient(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RouteResolver resolver() {
        return resolver(RouteSettings.defaults(), LocalHosts.UNKNOWN);
    }

    RouteResolver resolver(RouteSettings bounds, LocalHosts local) {
        return new DnsRouteResolver(client, bounds, local, new Random(42));
    }

    Route route(String domain) {
        return route(resolver(), domain);
    }

    static Route route(RouteResolver resolver, String domain) {
        return resolver.route(domain)
                .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    HostFindings examine(String host) {
        return examine(resolver(), new MxHost(host, 10, 25));
    }

    static HostFindings examine(RouteResolver resolver, MxHost host) {
        return resolver.examine(host)
                .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** A lookup that runs into its time-out within 200 ms. */
    Route routeInAHurry(String domain) {
        try (DnsClient hurried = new DnsClient(settings.withTimeout(Duration.ofMillis(200)))) {
            return route(new DnsRouteResolver(hurried, RouteSettings.defaults(), LocalHosts.UNKNOWN), domain);
        }
    }

    static Hosts hosts(Route route) {
        assertThat(route).isInstanceOf(Hosts.class);
        return (Hosts) route;
    }

    static List<String> names(Route route) {
        return hosts(route).hosts().stream().map(MxHost::name).toList();
    }

    static NoHosts none(Route route) {
        assertThat(route).isInstanceOf(NoHosts.class);
        return (NoHosts) route;
    }

    static HostFindings.Reachable reachable(HostFindings findings) {
        assertThat(findings).isInstanceOf(HostFindings.Reachable.class);
        return (HostFindings.Reachable) findings;
    }

    static HostFindings.TlsaFinding tlsa(HostFindings findings) {
        return reachable(findings).tlsa();
    }

    static InetAddress[] ips(String... literals) {
        return Arrays.stream(literals).map(RouteLab::ip).toArray(InetAddress[]::new);
    }

    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    @Override
    public void close() {
        client.close();
        dns.close();
    }
}
