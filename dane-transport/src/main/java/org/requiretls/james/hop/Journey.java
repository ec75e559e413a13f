package org.requiretls.james.hop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.policy.Conclusion;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * Keeps the account of one message on its way from host to host: who has been reached, who was refused for good, and
 * what to say to those who are left in the end. Used by one thread at a time.
 */
final class Journey {

    private final OutgoingMessage message;
    private final Map<String, RecipientOutcome> settled = new HashMap<>();
    private final Map<String, Failure> refusedForNow = new HashMap<>();
    private final List<Skip> skips = new ArrayList<>();
    private final List<Failure> skipFailures = new ArrayList<>();
    private final Set<String> outstanding = new HashSet<>();
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
            skipped(skipped.verdict(), skipped.failure());
        } else if (result instanceof VisitResult.Answered answered) {
            answered.outcomes().forEach(this::answered);
            stopped = answered.next() == VisitResult.Next.STOP;
        }
    }

    void skipped(Skip verdict, Failure failure) {
        skips.add(verdict);
        skipFailures.add(failure);
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
            Failure failure = refusedForNow.containsKey(recipient) ? refusedForNow.get(recipient) : conclusion();
            outcomes.put(
                    recipient,
                    failure.isPermanent()
                            ? new RecipientOutcome.Failed(failure)
                            : new RecipientOutcome.Deferred(failure));
        }
        return new DeliveryReport(outcomes);
    }

    /** The failure that speaks for all hosts, and names the others (RFC 8689 section 4.2.1: the sender is told). */
    private Failure conclusion() {
        Skip verdict = Conclusion.of(skips);
        Failure speaker = skipFailures.get(skips.indexOf(verdict));
        List<String> others = skipFailures.stream()
                .filter(failure -> failure != speaker)
                .map(Failure::text)
                .distinct()
                .toList();
        return others.isEmpty() ? speaker : speaker.withText(speaker.text() + " | also: " + String.join(" | ", others));
    }
}
