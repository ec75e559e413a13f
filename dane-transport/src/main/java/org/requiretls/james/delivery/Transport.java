package org.requiretls.james.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.requiretls.james.dns.CachingDns;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnssecSelfTest;
import org.requiretls.james.dns.SelfTestNames;
import org.requiretls.james.hop.AddressVisit;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.hop.ClientSettings;
import org.requiretls.james.hop.HopEngine;
import org.requiretls.james.hop.HopProbe;
import org.requiretls.james.hop.HostVisit;
import org.requiretls.james.hop.RoutesOffDnsThreads;
import org.requiretls.james.hop.SessionPool;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.mtasts.cache.PolicyCache;
import org.requiretls.james.mtasts.cache.PolicyListener;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.LocalHosts;
import org.requiretls.james.route.RelayRoutes;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.route.RouteSettings;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.WorkThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine and its probe with what they stand on, put together from the settings: resolver, verifier, SMTP client. */
public final class Transport implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Transport.class);

    private final DnsClient dns;
    private final DnsLookup remembering;
    private final SmtpClient client;
    private final SessionPool pool;
    private final Optional<Policies> policies;
    private final HopEngine engine;
    private final HopProbe probe;
    private final Runnable afterwards;

    private Transport(
            DnsClient dns,
            DnsLookup remembering,
            SmtpClient client,
            SessionPool pool,
            Optional<Policies> policies,
            HopEngine engine,
            HopProbe probe,
            Runnable afterwards) {
        this.dns = dns;
        this.remembering = remembering;
        this.client = client;
        this.pool = pool;
        this.policies = policies;
        this.engine = engine;
        this.probe = probe;
        this.afterwards = afterwards;
    }

    /**
     * For deliveries.
     *
     * @param heloName what EHLO says
     * @param deliveryDeadline for one attempt at a mail
     * @param listener is told what happens to MTA-STS policies
     * @param attempts is told of each attempt
     * @param threads for all that may block; have to outlast the transport
     * @throws RuntimeException whose text says how to mend the trust anchors, the trust store, the resolvers, the
     *     TLS library or the store of policies
     */
    static Transport open(
            DeliverySettings settings,
            Duration deliveryDeadline,
            Supplier<String> heloName,
            PolicyListener listener,
            AttemptListener attempts,
            WorkThreads threads) {
        return open(
                settings,
                deliveryDeadline,
                heloName,
                (mtaSts, dns) -> Policies.open(mtaSts, dns, listener),
                attempts,
                threads,
                () -> {});
    }

    /**
     * To look at what deliveries would do, while others deliver: what they remember is read and left as it is.
     *
     * @param listener is told of what is remembered and can't be read
     */
    public static Transport openToLook(DeliverySettings settings, Supplier<String> heloName, PolicyListener listener) {
        WorkThreads threads = new WorkThreads("requiretls-look", Transport::defect);
        return open(
                settings,
                HopEngine.LONGEST_DELIVERY,
                heloName,
                (mtaSts, dns) -> Policies.openToLook(mtaSts, dns, listener),
                new AttemptLog(),
                threads,
                threads::close);
    }

    private static Transport open(
            DeliverySettings settings,
            Duration deliveryDeadline,
            Supplier<String> heloName,
            BiFunction<MtaStsSettings, PolicyCache.Dns, Policies> opening,
            AttemptListener attempts,
            WorkThreads threads,
            Runnable afterwards) {
        DnsClient dns = new DnsClient(settings.dns());
        SmtpClient client =
                new SmtpClient(SmtpClient.DEFAULT_IO_THREADS, settings.tlsProvider(), settings.chunking(), threads);
        LOGGER.info("{} ({}).", client.tlsLibrary(), Parameter.TLS_PROVIDER.key());
        DnsLookup remembering = new CachingDns(dns, settings.dnsCache(), Clock.systemUTC());
        Optional<Policies> policies =
                settings.mtaSts().map(mtaSts -> opening.apply(mtaSts, new PolicyCache.Dns(remembering, dns)));
        StsPolicies known = policies.map(Policies::known).orElseGet(StsPolicies::none);
        RouteResolver routes = new RoutesOffDnsThreads(routes(settings, remembering, heloName), threads);
        SessionPool pool = new SessionPool(client, settings.connections(), Clock.systemUTC());
        ClientSettings ourselves = new ClientSettings(
                settings.bind(),
                heloName,
                settings.timeouts(),
                settings.gatewayAccess(),
                settings.quorum(),
                settings.mostRecipients());
        AddressVisit addresses = new AddressVisit(pool, ourselves, settings.pkix(), attempts, Clock.systemUTC());
        HostVisit visit =
                new HostVisit(routes, known, settings.insecureMxDane(), settings.rules(), addresses, attempts);
        HopProbe probe = HopProbe.of(
                routes,
                known,
                client,
                settings.insecureMxDane(),
                settings.rules(),
                ourselves,
                settings.pkix(),
                Clock.systemUTC());
        HopEngine engine = new HopEngine(routes, visit, attempts, deliveryDeadline);
        return new Transport(dns, remembering, client, pool, policies, engine, probe, afterwards);
    }

    private static RouteResolver routes(DeliverySettings settings, DnsLookup dns, Supplier<String> heloName) {
        RouteResolver byMx = new DnsRouteResolver(
                dns,
                RouteSettings.defaults()
                        .withPort(settings.smtpPort())
                        .withAddressOrder(settings.addressOrder())
                        .withDigests(settings.tlsaDigests()),
                new LocalHosts(Set.of(heloName.get()), Set.of()));
        return settings.gateways().isEmpty()
                ? byMx
                : new RelayRoutes(settings.gateways(), settings.addressOrder(), byMx);
    }

    static void defect(Thread thread, Throwable defect) {
        LOGGER.error("A task of {} failed. This is a defect, please report it.", thread.getName(), defect);
    }

    /** By the resolvers and the validator of deliveries, past the cache. */
    DnssecSelfTest selfTest(SelfTestNames names) {
        return new DnssecSelfTest(dns, names, dns.resolvers());
    }

    /** The answers that deliveries get. */
    DnsLookup lookup() {
        return remembering;
    }

    HopEngine engine() {
        return engine;
    }

    /** Stands on the same as the engine, and finds out what that would do. */
    public HopProbe probe() {
        return probe;
    }

    /** Connections that are up. */
    int openConnections() {
        return client.openConnections();
    }

    @Override
    public void close() {
        pool.close();
        client.close();
        policies.ifPresent(Policies::close);
        dns.close();
        afterwards.run();
    }
}
