package org.requiretls.james.hop;

import java.util.Map;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.policy.Verdict.Skip;

/** What came of one host. */
sealed interface VisitResult {

    /** The host won't do, and was told nothing about the message. */
    record Skipped(Skip verdict, Failure failure) implements VisitResult {}

    /**
     * The message was offered to the host.
     *
     * @param outcomes for each recipient offered
     */
    record Answered(Map<String, RecipientOutcome> outcomes, Next next) implements VisitResult {
        public Answered {
            outcomes = Map.copyOf(outcomes);
        }
    }

    /** Whether another host may be tried for recipients that are left. */
    enum Next {
        GO_ON,
        /** The host may have taken the message though it did not say so; another would make a duplicate. */
        STOP
    }
}
