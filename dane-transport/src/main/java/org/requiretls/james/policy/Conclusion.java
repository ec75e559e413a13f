package org.requiretls.james.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
     * @param failures in the order in which the hosts were tried; not empty
     * @param verdict what was decided about a host
     */
    public static <T> T of(List<T> failures, Function<? super T, Skip> verdict) {
        if (failures.isEmpty()) {
            throw new IllegalArgumentException("Without a verdict there is nothing to conclude");
        }
        Predicate<T> ofSecurity = failure -> isReasonOfSecurity(verdict.apply(failure));
        List<T> transients = failures.stream()
                .filter(failure -> !verdict.apply(failure).status().isPermanent())
                .toList();
        if (!transients.isEmpty()) {
            return firstOr(transients, ofSecurity, transients.get(transients.size() - 1));
        }
        T bySecurity = firstOr(failures, ofSecurity, failures.get(0));
        return firstOr(failures, failure -> lacksOnlyTheKeyword(verdict.apply(failure)), bySecurity);
    }

    /**
     * The verdict that speaks for all where none is given another chance: of those that no waiting mends, the one that
     * says most about the destination's security; empty if every security reason was a passing one.
     *
     * @param failures as for {@link #of}, but may be empty
     * @param verdict what was decided about a host
     */
    public static <T> Optional<T> definitive(List<T> failures, Function<? super T, Skip> verdict) {
        List<T> lasting = failures.stream()
                .filter(failure -> isLastingReasonOfSecurity(verdict.apply(failure)))
                .toList();
        return lasting.isEmpty() ? Optional.empty() : Optional.of(of(lasting, verdict));
    }

    private static <T> T firstOr(List<T> failures, Predicate<T> wanted, T otherwise) {
        return failures.stream().filter(wanted).findFirst().orElse(otherwise);
    }

    private static boolean isLastingReasonOfSecurity(Skip verdict) {
        return verdict.status().isPermanent() && isReasonOfSecurity(verdict);
    }

    private static boolean lacksOnlyTheKeyword(Skip verdict) {
        return verdict.rule() == Rule.R7;
    }

    private static boolean isReasonOfSecurity(Skip verdict) {
        return verdict.status().isAboutSecurity();
    }
}
