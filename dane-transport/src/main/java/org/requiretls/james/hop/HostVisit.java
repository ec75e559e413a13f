package org.requiretls.james.hop;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.policy.DaneState;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.DestinationPolicy;
import org.requiretls.james.policy.DestinationPolicy.AddressFailure;
import org.requiretls.james.policy.HopDecision;
import org.requiretls.james.policy.HopEvidence;
import org.requiretls.james.policy.HopPolicy;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.policy.Verdict.Skip;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.Unreachable;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.rules.DestinationRules;

/** Deals with one host of a route: what DNS says about it, whether it may be contacted, and then its addresses. */
public final class HostVisit {

    private final RouteResolver routes;
    private final StsPolicies policies;
    private final InsecureMxDane insecureMxDane;
    private final DestinationRules rules;
    private final AddressVisit addresses;
    private final AttemptListener listener;

    public HostVisit(
            RouteResolver routes,
            StsPolicies policies,
            InsecureMxDane insecureMxDane,
            DestinationRules rules,
            AddressVisit addresses,
            AttemptListener listener) {
        this.routes = routes;
        this.policies = policies;
        this.insecureMxDane = insecureMxDane;
        this.rules = rules;
        this.addresses = addresses;
        this.listener = new UnintrusiveListener(listener);
    }

    /**
     * The same for the hosts of one delivery: what the domain's policy is, and whether there is a newer one, is asked
     * once, however many hosts there are.
     */
    HostVisit ofOneDelivery() {
        return new HostVisit(routes, new RecordedPolicies(policies), insecureMxDane, rules, addresses, listener);
    }

    CompletableFuture<VisitResult> visit(OutgoingMessage message, Route.Hosts route, MxHost host) {
        String policyDomain = RouteReading.policyDomain(route, host);
        return routes.examine(host)
                .thenCombine(
                        policies.find(policyDomain),
                        (findings, policy) ->
                                new Visit(message, route, host, findings).underNewest(policy, policyDomain))
                .thenCompose(visited -> visited);
    }

    /** Cuts what is under way for this very message; the visit need not end by that. */
    void abandon(OutgoingMessage message) {
        addresses.abandon(message);
    }

    /** One message at one host. */
    private final class Visit {

        private final OutgoingMessage message;
        private final Route.Hosts route;
        private final MxHost host;
        private final HostFindings findings;
        private final MxStatus mx;
        private final DestinationRule rule;

        Visit(OutgoingMessage message, Route.Hosts route, MxHost host, HostFindings findings) {
            this.message = message;
            this.route = route;
            this.host = host;
            this.findings = findings;
            this.mx = RouteReading.mxStatus(route);
            // The destination of a rule is the recipient domain or, where a relay takes all mail, the relay: as in DNS,
            // not as it is written in an address.
            this.rule = rules.forDomain(RouteReading.policyDomain(route, host));
        }

        /**
         * Where an enforced policy may be why the host won't do, DNS itself is asked for a newer one before that is the
         * last word, and a newer one gets its chance (RFC 8461 sections 5 and 5.1). It may be the last attempt.
         */
        CompletableFuture<VisitResult> underNewest(StsFinding policy, String policyDomain) {
            StsReading sts = StsReading.of(policy, host.name());
            return under(sts).thenCompose(result -> {
                if (!sts.isEnforced() || !(result instanceof VisitResult.Skipped)) {
                    return CompletableFuture.completedFuture(result);
                }
                return policies.findNewer(policyDomain)
                        .thenCompose(newest -> sts.hasSamePolicyAs(newest)
                                ? CompletableFuture.completedFuture(result)
                                : under(StsReading.of(newest, host.name())));
            });
        }

        private CompletableFuture<VisitResult> under(StsReading sts) {
            if (findings instanceof Reachable reachable) {
                return reachable(reachable, sts);
            }
            return CompletableFuture.completedFuture(withoutAddress((Unreachable) findings, sts));
        }

        private VisitResult withoutAddress(Unreachable unreachable, StsReading sts) {
            if (unreachable.permanent()) {
                Skip verdict = DestinationPolicy.withoutAddress(AddressFailure.DEFINITIVE);
                return skipped(
                        HopContext.withoutRecords(message, mx, host, rule, Optional.empty(), sts),
                        verdict,
                        unreachable.detail());
            }
            // An address lookup that fails tells as little about DANE as one for TLSA (RFC 7672 section 2.1.2).
            HopContext hop =
                    HopContext.withoutRecords(message, mx, host, rule, Optional.of(TlsaStatus.LOOKUP_FAILED), sts);
            Skip verdict = decision(hop) instanceof HopDecision.Refuse refuse
                    ? refuse.verdict()
                    : DestinationPolicy.withoutAddress(AddressFailure.LOOKUP_FAILED);
            return skipped(hop, verdict, unreachable.detail());
        }

        private CompletableFuture<VisitResult> reachable(Reachable reachable, StsReading sts) {
            TlsaReading tlsa = TlsaReading.of(reachable);
            // Records that do not count must not choose the server name, nor be said to have authenticated anybody.
            boolean counts = DaneState.of(mx, tlsa.status(), insecureMxDane) != DaneState.NOT_APPLICABLE;
            HopContext hop = new HopContext(
                    message,
                    mx,
                    host,
                    RouteReading.provenNames(route),
                    rule,
                    Optional.of(tlsa.status()),
                    tlsa.base().filter(base -> counts),
                    tlsa.records().filter(records -> counts),
                    sts);
            HopDecision decision = decision(hop);
            if (decision instanceof HopDecision.Refuse refuse) {
                String seen = tlsa.seen().isEmpty() ? sts.detail() : tlsa.seen();
                return CompletableFuture.completedFuture(skipped(hop, refuse.verdict(), seen));
            }
            return addresses.visit(hop, ((HopDecision.Contact) decision).requirement(), reachable.addresses());
        }
    }

    private HopDecision decision(HopContext hop) {
        return HopPolicy.decide(hop.message().tag(), evidence(hop), hop.rule().decision());
    }

    private HopEvidence evidence(HopContext hop) {
        TlsaStatus tlsa = hop.tlsa().orElse(TlsaStatus.NONE);
        return new HopEvidence(
                hop.mx(),
                DaneState.of(hop.mx(), tlsa, insecureMxDane),
                hop.sts().state());
    }

    private VisitResult skipped(HopContext hop, Skip verdict, String seen) {
        Failure failure = hop.failure(verdict, seen);
        listener.ended(hop.skipped(verdict, failure.text(), Optional.empty(), Optional.empty()));
        return new VisitResult.Skipped(verdict, failure);
    }
}
