package org.requiretls.james.selfcheck;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.TxtFinding;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.mtasts.fetch.PolicyFetcher;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.HostFindings.NoTlsa;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaFinding;
import org.requiretls.james.route.HostFindings.TlsaLookupFailed;
import org.requiretls.james.route.HostFindings.TlsaRecords;
import org.requiretls.james.route.HostFindings.Unreachable;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.selfcheck.OwnDomain.OwnHost;
import org.requiretls.james.selfcheck.OwnDomain.OwnService;
import org.requiretls.james.selfcheck.OwnDomain.TxtAnswer;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.SmtpTimeouts;
import org.requiretls.james.smtpclient.TlsMode;
import org.requiretls.james.tlsrpt.ReportRequest;

/**
 * Looks at a domain and its servers from outside. Blocks; all hosts, addresses and services are looked at at once, each
 * address in one session after the other.
 */
public final class DomainLook implements AutoCloseable {

    /** No public authority can give such a name to anybody (RFC 2606 section 2). */
    static final String UNKNOWN_NAME = "unknown.invalid";

    private static final String DKIM_LABEL = "._domainkey.";

    private final DnsClient dns;
    private final RouteResolver routes;
    private final PolicyFetcher policies;
    private final SmtpClient smtp;
    private final Visitor visitor;
    private final ExecutorService threads = Executors.newCachedThreadPool(DomainLook::daemon);

    /**
     * How servers are visited.
     *
     * @param heloName what EHLO says
     * @param patience for each step
     * @param connectTo addresses in place of those of DNS, by host name in lower case
     */
    public record Visitor(String heloName, Duration patience, Map<String, InetSocketAddress> connectTo) {}

    /** @param routes knows no host as its own: this is about one's own */
    public DomainLook(DnsClient dns, RouteResolver routes, PolicyFetcher policies, SmtpClient smtp, Visitor visitor) {
        this.dns = dns;
        this.routes = routes;
        this.policies = policies;
        this.smtp = smtp;
        this.visitor = visitor;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "requiretls-self-check");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Looks.
     *
     * @param domain a name; U-labels allowed
     * @param dkimSelectors of the keys that sign reports (RFC 6376 section 3.1)
     */
    public OwnDomain at(String domain, Collection<String> dkimSelectors, List<ServiceAddress> services) {
        Route route = routes.route(domain).join();
        CompletableFuture<List<OwnHost>> hosts = async(() -> hosts(route));
        CompletableFuture<List<OwnService>> ownServices = async(() -> forEach(services, this::service));
        Optional<PolicyDomain> policyDomain = PolicyDomain.of(route.domain());
        TxtAnswer stsRecord =
                policyDomain.map(each -> texts(each.recordName())).orElseGet(() -> new TxtAnswer.Texts(List.of()));
        return new OwnDomain(
                route,
                hosts.join(),
                stsRecord,
                policyDomain.filter(any -> isPublished(stsRecord)).map(this::policy),
                texts(ReportRequest.LABELS + route.domain()),
                dkimSelectors.stream()
                        .map(selector -> selector + DKIM_LABEL + route.domain())
                        .distinct()
                        .collect(Collectors.toMap(Function.identity(), this::texts)),
                ownServices.join());
    }

    private <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    private <A, B> List<B> forEach(List<A> subjects, Function<A, B> look) {
        List<CompletableFuture<B>> looks =
                subjects.stream().map(each -> async(() -> look.apply(each))).toList();
        return looks.stream().map(CompletableFuture::join).toList();
    }

    private TxtAnswer texts(String name) {
        DnsAnswer<DnsRecord.Txt> answer = dns.lookup(name, RecordType.TXT).join();
        if (answer instanceof DnsAnswer.Failed<DnsRecord.Txt> failed) {
            return new TxtAnswer.LookupFailed(failed.reason());
        }
        return new TxtAnswer.Texts(
                answer instanceof DnsAnswer.Found<DnsRecord.Txt> found
                        ? found.records().stream().map(DnsRecord.Txt::text).toList()
                        : List.of());
    }

    private static boolean isPublished(TxtAnswer answer) {
        return answer instanceof TxtAnswer.Texts found && TxtFinding.of(found.texts()) instanceof TxtFinding.Published;
    }

    private FetchResult policy(PolicyDomain domain) {
        return policies.fetch(domain).join();
    }

    private List<OwnHost> hosts(Route route) {
        return route instanceof Route.Hosts found ? forEach(found.hosts(), this::host) : List.of();
    }

    private OwnHost host(MxHost host) {
        HostFindings findings = routes.examine(host).join();
        if (findings instanceof Unreachable unreachable) {
            return new OwnHost(
                    host.name(),
                    host.port(),
                    new TlsaAnswer.Absent("not asked for"),
                    List.of(),
                    Optional.of(unreachable.detail()));
        }
        Reachable reachable = (Reachable) findings;
        Optional<String> serverName = serverName(reachable.tlsa().baseDomain().orElse(host.name()));
        return new OwnHost(
                host.name(),
                host.port(),
                tlsa(host, reachable.tlsa()),
                forEach(endpoints(host, reachable), address -> address(address, serverName)),
                Optional.empty());
    }

    private List<InetSocketAddress> endpoints(MxHost host, Reachable reachable) {
        InetSocketAddress elsewhere = visitor.connectTo().get(host.name());
        return elsewhere != null
                ? List.of(elsewhere)
                : reachable.addresses().stream()
                        .map(address -> new InetSocketAddress(address, host.port()))
                        .toList();
    }

    private static Optional<String> serverName(String name) {
        return Optional.of(name).filter(SessionRequest::canBeServerName);
    }

    private TlsaAnswer tlsa(MxHost host, TlsaFinding finding) {
        if (finding instanceof TlsaRecords records) {
            String name = OwnNames.ofTlsa(records.base(), host.port());
            return new TlsaAnswer.Signed(
                    records.base(),
                    records.records(),
                    dns.signatureTimes(name, RecordType.TLSA).join());
        }
        if (finding instanceof TlsaLookupFailed failed) {
            return new TlsaAnswer.LookupFailed(failed.detail());
        }
        // A sender would not ask, or not believe; the owner wants to know.
        String name = OwnNames.ofTlsa(host.name(), host.port());
        String detail = ((NoTlsa) finding).detail();
        return dns.lookup(name, RecordType.TLSA).join() instanceof DnsAnswer.Found<DnsRecord.Tlsa> found
                ? new TlsaAnswer.NotProven(found.records().size() + " at " + name + ": " + detail)
                : new TlsaAnswer.Absent(detail);
    }

    private OwnAddress address(InetSocketAddress address, Optional<String> serverName) {
        SessionRequest request =
                SessionRequest.to(address, visitor.heloName()).with(SmtpTimeouts.DEFAULT.atMost(visitor.patience()));
        SessionLook inClear = look(request.with(TlsMode.NEVER));
        if (inClear instanceof SessionLook.NotReached) {
            return new OwnAddress(text(address), inClear, inClear, inClear, inClear, Set.of());
        }
        return new OwnAddress(
                text(address),
                inClear,
                look(serverName.map(request::withServerName).orElse(request)),
                look(request),
                look(request.withServerName(UNKNOWN_NAME)),
                versions(address, serverName));
    }

    private Set<String> versions(InetSocketAddress address, Optional<String> serverName) {
        return new OldVersions(visitor.heloName(), serverName, visitor.patience()).takenAt(address);
    }

    private static String text(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return ip.getHostAddress() + " port " + address.getPort();
    }

    private OwnService service(ServiceAddress service) {
        MxHost host = new MxHost(service.host(), 0, service.port());
        HostFindings findings = routes.examine(host).join();
        if (findings instanceof Unreachable unreachable) {
            return new OwnService(
                    service.toString(),
                    service.host(),
                    new TlsaAnswer.Absent("not asked for"),
                    new SessionLook.NotReached(unreachable.detail()));
        }
        Reachable reachable = (Reachable) findings;
        SessionRequest request = SessionRequest.to(endpoints(host, reachable).get(0), visitor.heloName())
                .with(SmtpTimeouts.DEFAULT.atMost(visitor.patience()))
                .with(service.protocol().mode());
        return new OwnService(
                service.toString(),
                service.host(),
                tlsa(host, reachable.tlsa()),
                look(serverName(service.host()).map(request::withServerName).orElse(request)));
    }

    private SessionLook look(SessionRequest request) {
        return read(smtp.open(request).join());
    }

    private static SessionLook read(SessionOpening opening) {
        if (opening instanceof SessionOpening.Encrypted up) {
            return left(
                    up.session(),
                    new SessionLook.Encrypted(
                            up.tls().version(),
                            up.tls().peerChain(),
                            up.session().ehlo().all()));
        }
        if (opening instanceof SessionOpening.InClear clear) {
            return left(
                    clear.session(),
                    new SessionLook.InClear(clear.session().ehlo().all()));
        }
        if (opening instanceof SessionOpening.StartTlsNotOffered without) {
            return left(
                    without.session(),
                    new SessionLook.InClear(without.session().ehlo().all()));
        }
        if (opening instanceof SessionOpening.StartTlsRefused refused) {
            refused.session().ifPresent(SmtpSession::quit);
            return new SessionLook.TlsFailed("STARTTLS is answered " + refused.reply());
        }
        if (opening instanceof SessionOpening.HandshakeFailed failed) {
            return new SessionLook.TlsFailed(failed.kind() + ": " + failed.detail());
        }
        if (opening instanceof SessionOpening.Broken broken && broken.tls().isPresent()) {
            // An access server speaks no SMTP, but has shown its certificate by then.
            return new SessionLook.Encrypted(
                    broken.tls().get().version(), broken.tls().get().peerChain(), Set.of());
        }
        return new SessionLook.NotReached(why(opening));
    }

    private static String why(SessionOpening opening) {
        if (opening instanceof SessionOpening.ConnectFailed failed) {
            return failed.kind() + ": " + failed.detail();
        }
        if (opening instanceof SessionOpening.GreetingRefused refused) {
            return "the greeting is " + refused.reply();
        }
        if (opening instanceof SessionOpening.EhloRefused refused) {
            return "EHLO is answered " + refused.reply();
        }
        return opening instanceof SessionOpening.Broken broken
                ? broken.failure().toString()
                : opening.toString();
    }

    private static SessionLook left(SmtpSession session, SessionLook seen) {
        session.quit();
        return seen;
    }

    /** Ends its threads; what it was given is for others to close. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
