package org.requiretls.james.hop;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.policy.DestinationPolicy;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Verdict.Skip;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a message along the route of its domain, host by host, until one takes it (RFC 5321 section 5.1). */
public final class HopEngine {

    private static final Logger LOGGER = LoggerFactory.getLogger(HopEngine.class);

    private final RouteResolver routes;
    private final HostVisit visit;
    private final AttemptListener listener;

    /**
     * @param routes finds the hosts
     * @param visit deals with one of them
     * @param listener is told of domains that lead to no host
     */
    public HopEngine(RouteResolver routes, HostVisit visit, AttemptListener listener) {
        this.routes = routes;
        this.visit = visit;
        this.listener = new UnintrusiveListener(listener);
    }

    /**
     * Tries to deliver the message to every recipient, once.
     *
     * @return an account of every recipient; completes exceptionally only for a defect of ours before any host was
     *     contacted
     */
    public CompletableFuture<DeliveryReport> deliver(OutgoingMessage message) {
        return routes.route(message.domain()).thenCompose(route -> follow(message, route));
    }

    private CompletableFuture<DeliveryReport> follow(OutgoingMessage message, Route route) {
        MxStatus mx = RouteReading.mxStatus(route);
        Journey journey = new Journey(message);
        Optional<Skip> refusal = DestinationPolicy.refusal(message.tag(), mx);
        if (refusal.isPresent()) {
            String seen = RouteReading.detail(route);
            Failure failure = Failures.ofVerdict(refusal.get(), Optional.empty(), message.domain(), seen);
            listener.ended(Attempt.withoutHost(message, mx, refusal.get(), failure.text()));
            journey.record(new VisitResult.Skipped(refusal.get(), failure));
            return CompletableFuture.completedFuture(journey.report());
        }
        if (route instanceof Route.Hosts hosts) {
            return visitFrom(0, hosts, journey);
        }
        throw new IllegalStateException("No policy refuses the destination " + message.domain() + ", and yet its MX is "
                + mx + ": there is no host to go to");
    }

    private CompletableFuture<DeliveryReport> visitFrom(int index, Route.Hosts route, Journey journey) {
        if (journey.isOver() || index == route.hosts().size()) {
            return CompletableFuture.completedFuture(journey.report());
        }
        MxHost host = route.hosts().get(index);
        return visited(host, route, journey)
                .handle((result, defect) -> {
                    if (defect == null) {
                        journey.record(result);
                    } else {
                        LOGGER.error("Unforeseen failure at host {} for {}", host.name(), route.domain(), defect);
                        journey.brokenOff();
                    }
                    return index + 1;
                })
                .thenCompose(next -> visitFrom(next, route, journey));
    }

    private CompletableFuture<VisitResult> visited(MxHost host, Route.Hosts route, Journey journey) {
        try {
            return visit.visit(journey.outstanding(), route, host);
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }
}
