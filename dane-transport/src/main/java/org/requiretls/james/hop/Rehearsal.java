package org.requiretls.james.hop;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.smtpclient.SmtpSession;

/** One delivery by the engine itself, up to the point where MAIL would be said. For one run. */
final class Rehearsal implements AttemptListener, Dispatch {

    private static final String SAID = "MAIL was not sent";

    private final OutgoingMessage message;
    private volatile Optional<Deliver> granted = Optional.empty();
    private volatile Optional<TagOutcome> delivered = Optional.empty();

    Rehearsal(OutgoingMessage message) {
        this.message = message;
    }

    /** What delivery would come to at this host alone. */
    CompletableFuture<TagOutcome> at(MxHost host, Route.Hosts route, HostVisit visit) {
        return visit.visit(message, route, host).thenApply(this::outcome).exceptionally(this::unknown);
    }

    /** What delivery to the domain would come to. */
    CompletableFuture<TagOutcome> throughout(HopEngine engine) {
        return engine.deliver(message).thenApply(this::outcome);
    }

    @Override
    public CompletableFuture<Handover.Handed> send(HopContext hop, Deliver verdict, SmtpSession session) {
        granted = Optional.of(verdict);
        session.quit();
        RecipientOutcome taken = new RecipientOutcome.Delivered(hop.host().name());
        Map<String, RecipientOutcome> outcomes =
                Map.of(message.recipients().get(0).address(), taken);
        return CompletableFuture.completedFuture(new Handover.Handed(
                new VisitResult.Answered(outcomes, VisitResult.Next.GO_ON),
                Attempt.Outcome.DELIVERED,
                DeliveryStatus.DELIVERED,
                SAID,
                Handover.AfterUse.OVER));
    }

    @Override
    public void ended(Attempt attempt) {
        if (attempt.outcome() == Attempt.Outcome.DELIVERED) {
            delivered = Optional.of(TagOutcome.delivered(granted.orElseThrow(), attempt));
        }
    }

    private TagOutcome outcome(VisitResult result) {
        return result instanceof VisitResult.Skipped skipped
                ? TagOutcome.refused(skipped.failure())
                : delivered.orElseThrow();
    }

    private TagOutcome outcome(DeliveryReport report) {
        RecipientOutcome only = report.outcomes().values().iterator().next();
        if (only instanceof RecipientOutcome.Deferred deferred) {
            return TagOutcome.refused(deferred.failure());
        }
        return only instanceof RecipientOutcome.Failed failed
                ? TagOutcome.refused(failed.failure())
                : delivered.orElseThrow();
    }

    private TagOutcome unknown(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof SessionNeededException needed) {
            return TagOutcome.unknown(needed);
        }
        throw new CompletionException(cause);
    }
}
