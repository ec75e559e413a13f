package org.requiretls.james.hop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.policy.MessageTag;

/**
 * Keeps the account of one message on its way from host to host: who has been reached, who was refused for good, and
 * what to say to those who are left in the end. Used by one thread at a time.
 */
final class Journey {

    private final OutgoingMessage message;
    private final Map<String, RecipientOutcome> settled = new HashMap<>();
    private final Map<String, Failure> refusedForNow = new HashMap<>();
    private final Skips skips = new Skips();
    private final Set<String> outstanding = new HashSet<>();
    private Optional<Failure> defect = Optional.empty();
    private boolean stopped;

    Journey(OutgoingMessage message) {
        this.message = message;
        message.recipients().forEach(recipient -> outstanding.add(recipient.address()));
    }

    /** Whether there is nothing left that another host could do. */
    boolean isOver() {
        return stopped || outstanding.isEmpty();
    }

    /** The message for those recipients that are still to be reached. */
    OutgoingMessage outstanding() {
        List<Recipient> left = message.recipients().stream()
                .filter(recipient -> outstanding.contains(recipient.address()))
                .toList();
        return message.withRecipients(left);
    }

    void record(VisitResult result) {
        if (result instanceof VisitResult.Skipped skipped) {
            skips.add(skipped);
        } else if (result instanceof VisitResult.Answered answered) {
            answered.outcomes().forEach(this::answered);
            stopped = answered.next() == VisitResult.Next.STOP;
        }
    }

    /** An error of ours ended the journey; what was settled before stays settled. */
    void brokenOff(Failure ours) {
        defect = Optional.of(ours);
        stopped = true;
    }

    private void answered(String recipient, RecipientOutcome outcome) {
        if (outcome instanceof RecipientOutcome.Deferred deferred) {
            refusedForNow.put(recipient, deferred.failure());
        } else {
            settled.put(recipient, outcome);
            outstanding.remove(recipient);
        }
    }

    /** The account of every recipient. */
    DeliveryReport report() {
        Map<String, RecipientOutcome> outcomes = new HashMap<>(settled);
        for (String recipient : outstanding) {
            Failure failure = Optional.ofNullable(refusedForNow.get(recipient))
                    .or(() -> defect)
                    .orElseGet(() -> skips.inWords(skips.speaker()));
            outcomes.put(
                    recipient,
                    failure.isPermanent()
                            ? new RecipientOutcome.Failed(failure)
                            : new RecipientOutcome.Deferred(failure, onceGivenUp()));
        }
        return new DeliveryReport(outcomes);
    }

    /**
     * What the sender of a tagged message is told when no time is left: a host that could not protect it says more
     * than another one that did not answer (RFC 8689 section 4.2.1).
     */
    private Optional<Failure> onceGivenUp() {
        return message.tag() == MessageTag.REQUIRETLS ? skips.lastingSpeaker().map(skips::inWords) : Optional.empty();
    }
}
