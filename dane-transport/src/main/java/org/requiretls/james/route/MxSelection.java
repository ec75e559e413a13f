package org.requiretls.james.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.route.Route.Hosts;
import org.requiretls.james.route.Route.NoHosts;
import org.requiretls.james.route.Route.Reason;

/** From the MX answer to a route (RFC 5321 section 5.1); looks nothing up. */
final class MxSelection {

    /** The host of {@code MX 0 .}, which is none (RFC 7505 section 3). */
    private static final String NOWHERE = ".";

    private final RouteSettings settings;
    private final Random random;

    MxSelection(RouteSettings settings, Random random) {
        this.settings = settings;
        this.random = random;
    }

    Route select(String domain, DnsAnswer<DnsRecord.Mx> answer) {
        if (answer instanceof DnsAnswer.Failed<DnsRecord.Mx> failed) {
            return new NoHosts(domain, reason(failed), failed.reason());
        }
        if (answer instanceof DnsAnswer.NoSuchName<DnsRecord.Mx>) {
            return new NoHosts(domain, Reason.DOMAIN_DOES_NOT_EXIST, domain + " MX: no such name" + how(answer));
        }
        if (answer instanceof DnsAnswer.Found<DnsRecord.Mx> found) {
            return ofRecords(domain, found);
        }
        MxFinding finding = answer.isSecure() ? MxFinding.NO_MX_SECURE : MxFinding.NO_MX_INSECURE;
        return new Hosts(domain, finding, List.of(new MxHost(domain, 0, settings.port())), expanded(answer));
    }

    private static Reason reason(DnsAnswer.Failed<DnsRecord.Mx> failed) {
        return switch (failed.cause()) {
            case BOGUS, INDETERMINATE -> Reason.BOGUS;
            case NOT_A_NAME -> Reason.DOMAIN_DOES_NOT_EXIST;
            case SERVER_FAILURE, REFUSED, TIMEOUT, UNREACHABLE, MALFORMED, ALIAS_LOOP -> Reason.LOOKUP_FAILED;
        };
    }

    private static String how(DnsAnswer<?> answer) {
        return answer.isSecure() ? " (DNSSEC secure)" : " (unsigned)";
    }

    /** The target of the last alias; only where everything is proven, or a forger could add a name of his own. */
    private static Optional<String> expanded(DnsAnswer<?> answer) {
        return answer.isSecure()
                ? answer.aliases().stream().reduce((first, second) -> second).map(link -> link.target())
                : Optional.empty();
    }

    private Route ofRecords(String domain, DnsAnswer.Found<DnsRecord.Mx> found) {
        List<MxHost> hosts = found.records().stream()
                .filter(mx -> !mx.host().equals(NOWHERE))
                .map(mx -> new MxHost(mx.host(), mx.preference(), settings.port()))
                .toList();
        if (hosts.isEmpty()) {
            return new NoHosts(domain, Reason.NULL_MX, domain + " MX: null MX, takes no mail" + how(found));
        }
        MxFinding finding = found.isSecure() ? MxFinding.SECURE : MxFinding.INSECURE;
        return new Hosts(domain, finding, inOrder(hosts), expanded(found));
    }

    /** By preference, equal ones shuffled; a host named twice counts where it is better. */
    private List<MxHost> inOrder(List<MxHost> hosts) {
        List<MxHost> ordered = new ArrayList<>(hosts);
        Collections.shuffle(ordered, random);
        ordered.sort(Comparator.comparingInt(MxHost::preference));
        Set<String> seen = new HashSet<>();
        return ordered.stream().filter(host -> seen.add(host.name())).toList();
    }

    /**
     * The hosts better than this server itself: it is never its own relay, nor hands mail to those behind it.
     *
     * @param isThisServer recognises a host as this server
     */
    static Route beforeThisServer(Route route, Predicate<MxHost> isThisServer) {
        if (!(route instanceof Hosts hosts)) {
            return route;
        }
        Optional<MxHost> self = hosts.hosts().stream().filter(isThisServer).findFirst();
        if (self.isEmpty()) {
            return route;
        }
        int preference = self.get().preference();
        List<MxHost> better = hosts.hosts().stream()
                .filter(host -> host.preference() < preference)
                .toList();
        if (better.isEmpty()) {
            return new NoHosts(
                    hosts.domain(),
                    Reason.LOOPS_BACK,
                    hosts.domain() + " leads back to this server as "
                            + self.get().name() + ", preference " + preference + ", and no host is better");
        }
        return new Hosts(hosts.domain(), hosts.mx(), better, hosts.expandedDomain());
    }

    /** No more hosts than the settings allow. */
    Route bounded(Route route) {
        if (route instanceof Hosts hosts && hosts.hosts().size() > settings.mostHosts()) {
            return new Hosts(
                    hosts.domain(), hosts.mx(), hosts.hosts().subList(0, settings.mostHosts()), hosts.expandedDomain());
        }
        return route;
    }
}
