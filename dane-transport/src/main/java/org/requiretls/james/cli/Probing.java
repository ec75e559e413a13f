package org.requiretls.james.cli;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.CachingDns;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.hop.ClientSettings;
import org.requiretls.james.hop.HopProbe;
import org.requiretls.james.hop.ProbeReport;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.LocalHosts;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.route.RouteSettings;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/** The probe and what it stands on, put together as delivery does with the defaults of its parameters. */
final class Probing implements AutoCloseable {

    private final DnsClient dns;
    private final SmtpClient client;
    private final HopProbe probe;

    private Probing(DnsClient dns, SmtpClient client, HopProbe probe) {
        this.dns = dns;
        this.client = client;
        this.probe = probe;
    }

    /**
     * @throws org.requiretls.james.dns.DnsConfigurationException if there is no resolver or the trust anchors are unfit
     * @throws org.requiretls.james.pkix.TrustStoreException if the roots can't be read
     */
    static Probing open(CheckSettings settings) {
        PkixVerifier pkix =
                new PkixVerifier(settings.caFile().map(TrustStore::ofPem).orElseGet(TrustStore::ofJvm));
        DnsClient dns = new DnsClient(
                new DnsSettings(settings.resolvers(), settings.trustAnchors(), DnsSettings.DEFAULT_TIMEOUT));
        SmtpClient client = new SmtpClient();
        RouteResolver routes = new DnsRouteResolver(
                new CachingDns(dns, CacheSettings.defaults(), Clock.systemUTC()),
                RouteSettings.defaults().withPort(settings.port()),
                new LocalHosts(Set.of(settings.heloName()), Set.of()));
        HopProbe probe = HopProbe.of(
                        routes,
                        client,
                        InsecureMxDane.ON,
                        DestinationRules.NONE,
                        new ClientSettings(Optional.empty(), settings::heloName, timeouts()),
                        pkix,
                        Clock.systemUTC())
                .connectingTo(settings.connectTo());
        return new Probing(
                dns, client, settings.contact() == CheckSettings.Contact.NONE ? probe.withoutConnecting() : probe);
    }

    private static SmtpTimeouts timeouts() {
        return SmtpTimeouts.DEFAULT
                .atMost(defaultOf(Parameter.TIMEOUT))
                .withConnect(defaultOf(Parameter.CONNECTION_TIMEOUT))
                .withOpening(SmtpTimeouts.DEFAULT.opening());
    }

    private static Duration defaultOf(Parameter milliseconds) {
        return Duration.ofMillis(Long.parseLong(milliseconds.defaultValue()));
    }

    /** Takes as long as DNS and the slowest host do, within the time-outs of delivery. */
    ProbeReport check(String domain) {
        return probe.probe(domain).join();
    }

    /** Waits a moment for the last QUIT to be answered. */
    @Override
    public void close() {
        client.close();
        dns.close();
    }
}
