package org.requiretls.james.hop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /**
     * How long one attempt at a message may take where nothing else is said: longer than one host may take for it, by
     * its own deadlines, and so long that only a defect of ours comes to it.
     */
    public static final Duration LONGEST_DELIVERY = Duration.ofHours(4);

    private final RouteResolver routes;
    private final HostVisit visit;
    private final AttemptListener listener;
    private final Duration longestDelivery;

    /**
     * @param routes finds the hosts
     * @param visit deals with one of them
     * @param listener is told of domains that lead to no host
     */
    public HopEngine(RouteResolver routes, HostVisit visit, AttemptListener listener) {
        this(routes, visit, listener, LONGEST_DELIVERY);
    }

    /**
     * @param routes finds the hosts
     * @param visit deals with one of them
     * @param listener is told of domains that lead to no host
     * @param longestDelivery how long one attempt at a message may take
     */
    public HopEngine(RouteResolver routes, HostVisit visit, AttemptListener listener, Duration longestDelivery) {
        this.routes = routes;
        this.visit = visit;
        this.listener = new UnintrusiveListener(listener);
        this.longestDelivery = longestDelivery;
    }

    /**
     * Tries to deliver the message to every recipient, once. It comes to an end: what has not ended by itself in
     * time is broken off, and the recipients that are left are deferred.
     *
     * @return an account of every recipient; completes exceptionally only for a defect of ours before any host was
     *     contacted
     */
    public CompletableFuture<DeliveryReport> deliver(OutgoingMessage message) {
        return new Attempts(message).deliver();
    }

    /** One message on its way; used by one thread at a time. */
    private final class Attempts {

        private final OutgoingMessage message;
        private final Journey journey;
        private final HostVisit hosts = visit.ofOneDelivery();
        private final long end = System.nanoTime() + longestDelivery.toNanos();

        Attempts(OutgoingMessage message) {
            this.message = message;
            this.journey = new Journey(message);
        }

        CompletableFuture<DeliveryReport> deliver() {
            return inTime(routes.route(message.domain()))
                    .thenCompose(this::follow)
                    .exceptionallyCompose(thrown -> {
                        if (!isOverdue(thrown)) {
                            return CompletableFuture.failedFuture(thrown);
                        }
                        overdue("the lookup of its hosts");
                        return CompletableFuture.completedFuture(journey.report());
                    });
        }

        private CompletableFuture<DeliveryReport> follow(Route route) {
            MxStatus mx = RouteReading.mxStatus(route);
            Optional<Skip> refusal = DestinationPolicy.refusal(message.tag(), mx);
            if (refusal.isPresent()) {
                String seen = RouteReading.detail(route);
                Failure failure = Failures.ofVerdict(refusal.get(), Optional.empty(), message.domain(), seen);
                listener.ended(Attempt.withoutHost(message, mx, refusal.get(), failure.text()));
                journey.record(new VisitResult.Skipped(refusal.get(), failure));
                return CompletableFuture.completedFuture(journey.report());
            }
            if (route instanceof Route.Hosts found) {
                return visitFrom(0, found);
            }
            throw new IllegalStateException("No policy refuses the destination " + message.domain()
                    + ", and yet its MX is " + mx + ": there is no host to go to");
        }

        private CompletableFuture<DeliveryReport> visitFrom(int index, Route.Hosts route) {
            if (journey.isOver() || index == route.hosts().size()) {
                return CompletableFuture.completedFuture(journey.report());
            }
            MxHost host = route.hosts().get(index);
            OutgoingMessage left = journey.outstanding();
            return inTime(visited(left, host, route))
                    .handle((result, thrown) -> {
                        if (thrown == null) {
                            journey.record(result);
                        } else if (isOverdue(thrown)) {
                            overdue("the visit at host " + host.name());
                            hosts.abandon(left);
                        } else {
                            LOGGER.error("Unforeseen failure at host {} for {}", host.name(), route.domain(), thrown);
                            journey.brokenOff(Failures.ofDefect(message.domain()));
                        }
                        return index + 1;
                    })
                    .thenCompose(next -> visitFrom(next, route));
        }

        private CompletableFuture<VisitResult> visited(OutgoingMessage left, MxHost host, Route.Hosts route) {
            try {
                return hosts.visit(left, route, host);
            } catch (RuntimeException defect) {
                return CompletableFuture.failedFuture(defect);
            }
        }

        /** What follows a time-out runs on the timer thread of the JDK: it has to be short. */
        private <T> CompletableFuture<T> inTime(CompletableFuture<T> step) {
            if (step.isDone()) {
                return step;
            }
            return step.copy().orTimeout(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }

        private boolean isOverdue(Throwable thrown) {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            return cause instanceof TimeoutException && System.nanoTime() - end >= 0;
        }

        private void overdue(String step) {
            LOGGER.error(
                    "The delivery of mail {} to {} has not ended within {} minutes: {} was still under way. It is broken"
                            + " off, and the mail is tried again later. A host that crawls for so long needs a later"
                            + " deliveryDeadline; where none does, please report it as a defect.",
                    message.name(),
                    message.domain(),
                    longestDelivery.toMinutes(),
                    step);
            journey.brokenOff(Failures.ofOverdueDelivery(message.domain(), longestDelivery));
        }
    }
}
