package org.requiretls.james.hop;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.policy.DaneState;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.DestinationPolicy;
import org.requiretls.james.policy.DestinationPolicy.AddressFailure;
import org.requiretls.james.policy.HopDecision;
import org.requiretls.james.policy.HopEvidence;
import org.requiretls.james.policy.HopPolicy;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.policy.Verdict.Skip;
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
    private final InsecureMxDane insecureMxDane;
    private final DestinationRules rules;
    private final AddressVisit addresses;
    private final AttemptListener listener;

    public HostVisit(
            RouteResolver routes,
            InsecureMxDane insecureMxDane,
            DestinationRules rules,
            AddressVisit addresses,
            AttemptListener listener) {
        this.routes = routes;
        this.insecureMxDane = insecureMxDane;
        this.rules = rules;
        this.addresses = addresses;
        this.listener = new UnintrusiveListener(listener);
    }

    CompletableFuture<VisitResult> visit(OutgoingMessage message, Route.Hosts route, MxHost host) {
        MxStatus mx = RouteReading.mxStatus(route);
        return routes.examine(host).thenCompose(findings -> {
            if (findings instanceof Reachable reachable) {
                return visitReachable(message, route, host, reachable);
            }
            return CompletableFuture.completedFuture(withoutAddress(message, mx, host, (Unreachable) findings));
        });
    }

    /** Cuts what is under way for this very message; the visit need not end by that. */
    void abandon(OutgoingMessage message) {
        addresses.abandon(message);
    }

    private VisitResult withoutAddress(OutgoingMessage message, MxStatus mx, MxHost host, Unreachable findings) {
        DestinationRule rule = rule(message, mx, host);
        if (findings.permanent()) {
            Skip verdict = DestinationPolicy.withoutAddress(AddressFailure.DEFINITIVE);
            return skipped(
                    HopContext.withoutRecords(message, mx, host, rule, Optional.empty()), verdict, findings.detail());
        }
        // An address lookup that fails tells as little about DANE as one that fails for TLSA (RFC 7672 section 2.1.2).
        HopContext hop = HopContext.withoutRecords(message, mx, host, rule, Optional.of(TlsaStatus.LOOKUP_FAILED));
        HopDecision decision =
                HopPolicy.decide(message.tag(), evidence(hop), hop.rule().decision());
        Skip verdict = decision instanceof HopDecision.Refuse refuse
                ? refuse.verdict()
                : DestinationPolicy.withoutAddress(AddressFailure.LOOKUP_FAILED);
        return skipped(hop, verdict, findings.detail());
    }

    private CompletableFuture<VisitResult> visitReachable(
            OutgoingMessage message, Route.Hosts route, MxHost host, Reachable findings) {
        MxStatus mx = RouteReading.mxStatus(route);
        TlsaReading tlsa = TlsaReading.of(findings);
        // Records that do not count must not choose the server name, nor be said to have authenticated anybody.
        boolean counts = DaneState.of(mx, tlsa.status(), insecureMxDane) != DaneState.NOT_APPLICABLE;
        HopContext hop = new HopContext(
                message,
                mx,
                host,
                RouteReading.provenNames(route),
                rule(message, mx, host),
                Optional.of(tlsa.status()),
                tlsa.base().filter(base -> counts),
                tlsa.records().filter(records -> counts));
        HopDecision decision =
                HopPolicy.decide(message.tag(), evidence(hop), hop.rule().decision());
        if (decision instanceof HopDecision.Refuse refuse) {
            return CompletableFuture.completedFuture(skipped(hop, refuse.verdict(), tlsa.seen()));
        }
        return addresses.visit(hop, ((HopDecision.Contact) decision).requirement(), findings.addresses());
    }

    /** The destination of a rule is the recipient domain or, where a relay takes all mail, the relay. */
    private DestinationRule rule(OutgoingMessage message, MxStatus mx, MxHost host) {
        return rules.forDomain(mx == MxStatus.RELAY ? host.name() : message.domain());
    }

    private HopEvidence evidence(HopContext hop) {
        TlsaStatus tlsa = hop.tlsa().orElse(TlsaStatus.NONE);
        return new HopEvidence(hop.mx(), DaneState.of(hop.mx(), tlsa, insecureMxDane), StsState.NOT_APPLICABLE);
    }

    private VisitResult skipped(HopContext hop, Skip verdict, String seen) {
        Failure failure = hop.failure(verdict, seen);
        listener.ended(hop.skipped(verdict, failure.text(), Optional.empty(), Optional.empty()));
        return new VisitResult.Skipped(verdict, failure);
    }
}
