package org.requiretls.james.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.requiretls.james.policy.Verdict.Skip;

/** What the verdicts on all hosts of a destination come to when none of them took the message. */
public final class Conclusion {

    private Conclusion() {}

    /**
     * The verdict that speaks for all: a transient one if there is any, so that nothing is given up while a host may
     * come back.
     *
     * <p>Among transient ones, the best-preference host that failed for a reason of security says most about the
     * destination. Among definitive ones, a host that lacked nothing but the keyword does: it tells the sender that
     * the path is otherwise sound (RFC 8689 section 4.2.1 step 5); next, any host that could not protect the message.
     *
     * @param verdicts in the order in which the hosts were tried; not empty
     */
    public static Skip of(List<Skip> verdicts) {
        if (verdicts.isEmpty()) {
            throw new IllegalArgumentException("Without a verdict there is nothing to conclude");
        }
        Predicate<Skip> permanent = verdict -> verdict.status().isPermanent();
        if (verdicts.stream().allMatch(permanent)) {
            Skip bySecurity = firstOr(verdicts, Conclusion::isReasonOfSecurity, verdicts.get(0));
            return firstOr(verdicts, Conclusion::lacksOnlyTheKeyword, bySecurity);
        }
        List<Skip> transients = verdicts.stream().filter(permanent.negate()).toList();
        return firstOr(transients, Conclusion::isReasonOfSecurity, transients.get(transients.size() - 1));
    }

    /**
     * The verdict that speaks for all where none is given another chance: of those that no waiting mends, the one that
     * says most about the destination's security; empty if every security reason was a passing one.
     *
     * @param verdicts as for {@link #of}
     */
    public static Optional<Skip> definitive(List<Skip> verdicts) {
        List<Skip> lasting = verdicts.stream()
                .filter(verdict -> verdict.status().isPermanent() && isReasonOfSecurity(verdict))
                .toList();
        return lasting.isEmpty() ? Optional.empty() : Optional.of(of(lasting));
    }

    private static Skip firstOr(List<Skip> verdicts, Predicate<Skip> wanted, Skip otherwise) {
        return verdicts.stream().filter(wanted).findFirst().orElse(otherwise);
    }

    private static boolean lacksOnlyTheKeyword(Skip verdict) {
        return verdict.rule() == Rule.R7;
    }

    private static boolean isReasonOfSecurity(Skip verdict) {
        return verdict.status().isAboutSecurity();
    }
}
