package org.requiretls.james.route;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.route.HostFindings.NoTlsa;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaFinding;
import org.requiretls.james.route.HostFindings.TlsaLookupFailed;
import org.requiretls.james.route.HostFindings.TlsaRecords;
import org.requiretls.james.route.HostFindings.Unreachable;
import org.requiretls.james.route.Route.Hosts;
import org.requiretls.james.route.Route.NoHosts;
import org.requiretls.james.route.Route.Reason;

/** Finds routes by DNS. Thread-safe; keeps nothing between questions. */
public final class DnsRouteResolver implements RouteResolver {

    /** So long a route waits to learn whether one of its hosts is this server; {@link #examine} looks again. */
    private static final Duration WAIT_FOR_OWN_ADDRESSES = Duration.ofSeconds(2);

    private final DnsLookup dns;
    private final RouteSettings settings;
    private final LocalHosts local;
    private final Random random;
    private final MxSelection selection;

    public DnsRouteResolver(DnsLookup dns, RouteSettings settings, LocalHosts local) {
        this(dns, settings, local, new Random());
    }

    /**
     * @param random shuffles hosts of equal preference, and addresses where the settings say so; used by many threads
     */
    public DnsRouteResolver(DnsLookup dns, RouteSettings settings, LocalHosts local, Random random) {
        this.dns = dns;
        this.settings = settings;
        this.local = local;
        this.random = random;
        this.selection = new MxSelection(settings, random);
    }

    @Override
    public CompletableFuture<Route> route(String domain) {
        if (AddressLiteral.isBracketed(domain)) {
            return CompletableFuture.completedFuture(literal(domain));
        }
        Optional<String> name = MailDomain.toALabels(domain);
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(new NoHosts(
                    domain,
                    Reason.DOMAIN_DOES_NOT_EXIST,
                    domain + " cannot be looked up in DNS: it is not a domain name, or has letters that have to be"
                            + " written as A-labels (xn--…)"));
        }
        return dns.lookup(name.get(), RecordType.MX)
                .thenApply(answer -> selection.select(name.get(), answer))
                .thenApply(route -> MxSelection.beforeThisServer(route, this::isThisServerByName))
                .thenApply(selection::bounded)
                .thenCompose(this::beforeOwnAddresses);
    }

    private Route literal(String domain) {
        Optional<InetAddress> address = AddressLiteral.ofMailDomain(domain);
        if (address.isEmpty()) {
            return new NoHosts(
                    domain, Reason.DOMAIN_DOES_NOT_EXIST, domain + " is not an address literal (RFC 5321 4.1.3)");
        }
        if (local.isLocal(address.get())) {
            return new NoHosts(domain, Reason.LOOPS_BACK, domain + " is this server");
        }
        return new Hosts(domain, MxFinding.LITERAL, List.of(new MxHost(domain, 0, settings.port())));
    }

    private boolean isThisServerByName(MxHost host) {
        return local.isLocal(host.name());
    }

    /** A host under a name that we do not know as ours may still have our address. */
    private CompletableFuture<Route> beforeOwnAddresses(Route route) {
        if (!local.knowsAddresses() || !(route instanceof Hosts hosts)) {
            return CompletableFuture.completedFuture(route);
        }
        List<CompletableFuture<Optional<MxHost>>> checks =
                hosts.hosts().stream().map(this::ifThisServerByAddress).toList();
        return CompletableFuture.allOf(checks.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Set<MxHost> own = checks.stream()
                            .flatMap(check -> check.join().stream())
                            .collect(Collectors.toSet());
                    return MxSelection.beforeThisServer(route, own::contains);
                });
    }

    private CompletableFuture<Optional<MxHost>> ifThisServerByAddress(MxHost host) {
        return addresses(host)
                .thenApply(found -> Optional.of(host).filter(any -> hasOwnAddress(found)))
                .completeOnTimeout(Optional.empty(), WAIT_FOR_OWN_ADDRESSES.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean hasOwnAddress(HostAddresses found) {
        return found instanceof HostAddresses.Known known
                && known.addresses().stream().anyMatch(local::isLocal);
    }

    @Override
    public CompletableFuture<HostFindings> examine(MxHost host) {
        return addresses(host).thenCompose(found -> {
            if (found instanceof HostAddresses.Unknown unknown) {
                return CompletableFuture.completedFuture(new Unreachable(unknown.permanent(), unknown.detail()));
            }
            return examine(host, (HostAddresses.Known) found);
        });
    }

    private CompletableFuture<HostAddresses> addresses(MxHost host) {
        Optional<InetAddress> literal = AddressLiteral.ofHost(host.name());
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(new HostAddresses.Known(
                    List.of(literal.get()),
                    new TlsaBases(List.of(), host.name() + " is an address, for which there are no TLSA records")));
        }
        return dns.lookup(host.name(), RecordType.A)
                .thenCombine(
                        dns.lookup(host.name(), RecordType.AAAA),
                        (ipv4, ipv6) -> HostAddresses.of(host.name(), ipv4, ipv6));
    }

    private CompletableFuture<HostFindings> examine(MxHost host, HostAddresses.Known known) {
        List<InetAddress> others = ordered(known.addresses().stream()
                .filter(address -> !local.isLocal(address))
                .toList());
        if (others.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Unreachable(true, host.name() + " has no address but those of this server"));
        }
        return tlsa(host, known.tlsaBases(), 0, new ArrayList<>()).thenApply(tlsa -> new Reachable(others, tlsa));
    }

    private List<InetAddress> ordered(List<InetAddress> addresses) {
        List<InetAddress> ordered = new ArrayList<>(addresses);
        if (settings.addressOrder() == AddressOrder.SHUFFLED) {
            Collections.shuffle(ordered, random);
        }
        return ordered.subList(0, Math.min(ordered.size(), settings.mostAddresses()));
    }

    /**
     * Asks at one candidate after the other: the first with secure records is the base domain, an error anywhere ends
     * the search (RFC 7672 section 2.2.2).
     */
    private CompletableFuture<TlsaFinding> tlsa(MxHost host, TlsaBases bases, int index, List<String> absent) {
        if (index == bases.candidates().size()) {
            return CompletableFuture.completedFuture(
                    new NoTlsa(absent.isEmpty() ? bases.why() : String.join("; ", absent)));
        }
        String base = bases.candidates().get(index);
        String name = "_" + host.port() + "._tcp." + base;
        return dns.lookup(name, RecordType.TLSA).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.Failed<DnsRecord.Tlsa> failed) {
                return CompletableFuture.completedFuture(new TlsaLookupFailed(failed.security(), failed.reason()));
            }
            if (answer instanceof DnsAnswer.Found<DnsRecord.Tlsa> found && found.isSecure()) {
                return CompletableFuture.completedFuture(new TlsaRecords(base, records(found), settings.digests()));
            }
            absent.add(name + " TLSA: " + absence(answer));
            return tlsa(host, bases, index + 1, absent);
        });
    }

    private static String absence(DnsAnswer<DnsRecord.Tlsa> answer) {
        if (answer instanceof DnsAnswer.Found<DnsRecord.Tlsa>) {
            return "not DNSSEC secure";
        }
        return answer.isSecure() ? "proven absent" : "absent, in an unsigned zone";
    }

    private static List<TlsaRecord> records(DnsAnswer.Found<DnsRecord.Tlsa> found) {
        return found.records().stream()
                .map(tlsa -> new TlsaRecord(tlsa.usage(), tlsa.selector(), tlsa.matchingType(), tlsa.data()))
                .toList();
    }
}
