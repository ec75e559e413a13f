package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.hop.ProbeReport.HostProbe;
import org.requiretls.james.hop.ProbeReport.SessionProbe;
import org.requiretls.james.hop.RecordedSessions.Recording;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.HopRequirement;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.Unreachable;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SmtpClient;

/**
 * Finds out what would become of messages to a domain, without sending one.
 *
 * <p>Nothing is decided here. The {@link HopEngine} delivers a message of each tag, with two parts replaced: sessions
 * come from {@link RecordedSessions}, and a session that is judged good is not used. A host is asked once for all tags,
 * and so are the hosts that delivery would not have come to, since it stops at the first that takes the message.
 */
public final class HopProbe {

    /** The messages whose way is tried: untagged, {@code REQUIRETLS}, {@code TLS-Required: No}. */
    public static final List<MessageTag> TAGS = List.of(MessageTag.NONE, MessageTag.REQUIRETLS, MessageTag.NO);

    private final RouteResolver routes;
    private final StsPolicies policies;
    private final Sessions network;
    private final InsecureMxDane insecureMxDane;
    private final DestinationRules rules;
    private final ClientSettings client;
    private final PkixVerifier pkix;
    private final Clock clock;
    private final Map<String, InetSocketAddress> connectTo;

    private HopProbe(
            RouteResolver routes,
            StsPolicies policies,
            Sessions network,
            InsecureMxDane insecureMxDane,
            DestinationRules rules,
            ClientSettings client,
            PkixVerifier pkix,
            Clock clock,
            Map<String, InetSocketAddress> connectTo) {
        this.routes = routes;
        this.policies = policies;
        this.network = network;
        this.insecureMxDane = insecureMxDane;
        this.rules = rules;
        this.client = client;
        this.pkix = pkix;
        this.clock = clock;
        this.connectTo = connectTo;
    }

    /** A probe that stands on what delivery stands on, rules by destination included. */
    public static HopProbe of(
            RouteResolver routes,
            StsPolicies policies,
            SmtpClient smtp,
            InsecureMxDane insecureMxDane,
            DestinationRules rules,
            ClientSettings client,
            PkixVerifier pkix,
            Clock clock) {
        Sessions network = (hop, request) -> smtp.open(request);
        return new HopProbe(routes, policies, network, insecureMxDane, rules, client, pkix, clock, Map.of());
    }

    /**
     * Connects elsewhere than DNS says, where DNS gives the host an address at all.
     *
     * @param addresses by host name as A-labels in lower case; resolved
     */
    public HopProbe connectingTo(Map<String, InetSocketAddress> addresses) {
        return new HopProbe(
                routes, policies, network, insecureMxDane, rules, client, pkix, clock, Map.copyOf(addresses));
    }

    /** Opens no session: what only a session could tell becomes {@link TagOutcome.Decision#UNKNOWN}. */
    public HopProbe withoutConnecting() {
        return new HopProbe(
                routes, policies, SessionNeededException.none(), insecureMxDane, rules, client, pkix, clock, connectTo);
    }

    /**
     * Looks at all hosts of the domain at once.
     *
     * @param domain a name (U-labels allowed) or an address literal in brackets
     * @return completes exceptionally only for a defect of ours
     */
    public CompletableFuture<ProbeReport> probe(String domain) {
        return new Probe(domain).run();
    }

    /** One look at one domain. */
    private final class Probe {

        private final String domain;
        private final RecordedRoutes recordedRoutes = new RecordedRoutes(routes, connectTo);
        private final RecordedPolicies recordedPolicies = new RecordedPolicies(policies);
        private final RecordedSessions recordedSessions = new RecordedSessions(network, connectTo);

        Probe(String domain) {
            this.domain = domain;
        }

        CompletableFuture<ProbeReport> run() {
            return recordedRoutes
                    .route(domain)
                    .thenCompose(route -> hosts(route)
                            .thenCompose(hosts -> forEachTag(tag -> throughout(tag, hosts))
                                    .thenApply(outcomes -> new ProbeReport(
                                            route.domain(), RouteReading.mxStatus(route), hosts, outcomes))));
        }

        private CompletableFuture<List<HostProbe>> hosts(Route route) {
            if (!(route instanceof Route.Hosts hosts)) {
                return CompletableFuture.completedFuture(List.of());
            }
            List<CompletableFuture<HostProbe>> probes =
                    hosts.hosts().stream().map(host -> host(host, hosts)).toList();
            return CompletableFuture.allOf(probes.toArray(CompletableFuture<?>[]::new))
                    .thenApply(
                            done -> probes.stream().map(CompletableFuture::join).toList());
        }

        private CompletableFuture<HostProbe> host(MxHost host, Route.Hosts route) {
            return recordedRoutes
                    .inDns(host)
                    .thenCompose(findings -> forEachTag(tag -> at(host, route, tag))
                            .thenCombine(
                                    policy(host, route),
                                    (outcomes, policy) -> new HostProbe(
                                            host,
                                            findings,
                                            tlsaStatus(findings),
                                            StsReading.of(policy, host.name()),
                                            recordedSessions.with(host).stream()
                                                    .map(this::seen)
                                                    .toList(),
                                            outcomes)));
        }

        private CompletableFuture<StsFinding> policy(MxHost host, Route.Hosts route) {
            return recordedPolicies.find(RouteReading.policyDomain(route, host));
        }

        /** One tag after the other, so that the sessions are in the order in which delivery opens them. */
        private CompletableFuture<Map<MessageTag, TagOutcome>> forEachTag(
                Function<MessageTag, CompletableFuture<TagOutcome>> outcomeFor) {
            CompletableFuture<Map<MessageTag, TagOutcome>> all =
                    CompletableFuture.completedFuture(new EnumMap<>(MessageTag.class));
            for (MessageTag tag : TAGS) {
                all = all.thenCompose(outcomes -> outcomeFor.apply(tag).thenApply(outcome -> {
                    outcomes.put(tag, outcome);
                    return outcomes;
                }));
            }
            return all;
        }

        private CompletableFuture<TagOutcome> at(MxHost host, Route.Hosts route, MessageTag tag) {
            Rehearsal rehearsal = new Rehearsal(message(tag));
            return rehearsal.at(host, route, visit(rehearsal));
        }

        private CompletableFuture<TagOutcome> throughout(MessageTag tag, List<HostProbe> hosts) {
            Optional<TagOutcome> open = hosts.stream()
                    .map(host -> host.outcomes().get(tag))
                    .filter(outcome -> outcome.decision() == TagOutcome.Decision.UNKNOWN)
                    .findFirst();
            if (open.isPresent()) {
                // Where no session is opened no host takes the message, so delivery would come to this one.
                return CompletableFuture.completedFuture(open.get());
            }
            Rehearsal rehearsal = new Rehearsal(message(tag));
            return rehearsal.throughout(new HopEngine(recordedRoutes, visit(rehearsal), rehearsal));
        }

        private HostVisit visit(Rehearsal rehearsal) {
            AddressVisit addresses = new AddressVisit(recordedSessions, rehearsal, client, pkix, rehearsal, clock);
            return new HostVisit(recordedRoutes, recordedPolicies, insecureMxDane, rules, addresses, rehearsal);
        }

        private OutgoingMessage message(MessageTag tag) {
            return new OutgoingMessage(
                    "probe",
                    tag,
                    domain,
                    "",
                    List.of(),
                    List.of(new Recipient("postmaster@" + domain, List.of())),
                    new NoContent(),
                    0);
        }

        /** The same words as delivery's, for a session that takes any certificate. */
        private SessionProbe seen(Recording recording) {
            PeerIdentity anybody = new PeerIdentity(
                    HopRequirement.anySession(), recording.hop().identity(), pkix, clock);
            SessionOpening opening = recording.as(anybody);
            SessionReading reading = SessionReading.of(opening, anybody, 0);
            InetSocketAddress address = recording.request().address();
            return new SessionProbe(
                    address.getAddress().getHostAddress() + " port " + address.getPort(),
                    reading.evidence(),
                    reading.summary(),
                    reading.seen());
        }
    }

    private static Optional<TlsaStatus> tlsaStatus(HostFindings findings) {
        if (findings instanceof Reachable reachable) {
            return Optional.of(TlsaReading.of(reachable).status());
        }
        return ((Unreachable) findings).permanent() ? Optional.empty() : Optional.of(TlsaStatus.LOOKUP_FAILED);
    }
}
