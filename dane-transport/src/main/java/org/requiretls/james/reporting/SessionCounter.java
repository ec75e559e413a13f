package org.requiretls.james.reporting;

import java.util.Optional;
import org.requiretls.james.hop.Attempt;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.route.MailDomain;

/** Counts attempts as the sessions of RFC 8460 section 4.2, from the very verdicts that decided. */
public final class SessionCounter implements AttemptListener {

    private final DailyCount count;
    private final SourceAddress source;

    public SessionCounter(DailyCount count, SourceAddress source) {
        this.count = count;
        this.source = source;
    }

    @Override
    public void ended(Attempt attempt) {
        policyDomain(attempt)
                .ifPresent(domain ->
                        AttemptResults.of(attempt, domain, source).forEach(result -> count.count(domain, result)));
    }

    /**
     * Whom to report to: the recipient domain, in A-labels (section 4.4), or, where a relay takes all mail, the relay (section 1.1). Nobody about
     * sessions that bring reports (section 5.3), and nobody where there is no domain.
     */
    private static Optional<String> policyDomain(Attempt attempt) {
        if (attempt.message().tag() == MessageTag.REPORT || attempt.mx() == MxStatus.LITERAL) {
            return Optional.empty();
        }
        return attempt.mx() == MxStatus.RELAY
                ? attempt.host()
                : MailDomain.toALabels(attempt.message().domain());
    }
}
