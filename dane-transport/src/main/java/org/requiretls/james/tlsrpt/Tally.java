package org.requiretls.james.tlsrpt;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The count of one day, by policy domain and policy. Safe for use by many threads.
 *
 * <p>It is bounded, since a domain can publish another policy for every question, and host names come from strangers:
 * beyond the {@link Limits} nothing is lost but the text of a policy, or the place of a failure. Only a domain beyond
 * the last is not counted.
 */
public final class Tally {

    private final LocalDate day;
    private final Limits limits;
    private final Map<String, DomainCount> domains = new ConcurrentHashMap<>();
    private final AtomicBoolean overflowed = new AtomicBoolean();

    /**
     * How much is kept, 1 or more each.
     *
     * @param domains in a day
     * @param policies of one domain
     * @param details of one policy
     */
    public record Limits(int domains, int policies, int details) {
        public static final Limits DEFAULT = new Limits(200_000, 16, 100);
    }

    /** @param day in UTC (RFC 8460 section 4.1) */
    public Tally(LocalDate day, Limits limits) {
        this.day = day;
        this.limits = limits;
    }

    public LocalDate day() {
        return day;
    }

    /**
     * Counts one session.
     *
     * @param policyDomain whom to report to: the recipient domain, or that of the relay where one takes all mail
     *     (section 1.1); A-labels in lower case without trailing dot
     */
    public void count(String policyDomain, SessionResult result) {
        DomainCount domain = domain(policyDomain);
        if (domain == null) {
            overflowed.set(true);
        } else {
            domain.count(result, limits);
        }
    }

    /** Adds what was counted before, as by a process that ended during the day. */
    public void add(String policyDomain, PolicyCount earlier) {
        DomainCount domain = domain(policyDomain);
        if (domain == null) {
            overflowed.set(true);
        } else {
            domain.add(earlier, limits);
        }
    }

    /** Null beyond the last domain that is kept; a few threads may pass the limit together. */
    private DomainCount domain(String policyDomain) {
        DomainCount known = domains.get(policyDomain);
        if (known != null || domains.size() >= limits.domains()) {
            return known;
        }
        return domains.computeIfAbsent(policyDomain, any -> new DomainCount());
    }

    /** Whether there were more domains than are kept. */
    public boolean hasOverflowed() {
        return overflowed.get();
    }

    public boolean isEmpty() {
        return domains.isEmpty();
    }

    /** All policy domains that something was counted for, sorted. */
    public Set<String> domains() {
        return new TreeSet<>(domains.keySet());
    }

    /** What was counted for a domain so far, in the order of first sight; empty if nothing was. */
    public List<PolicyCount> of(String policyDomain) {
        DomainCount domain = domains.get(policyDomain);
        return domain == null ? List.of() : domain.snapshot();
    }

    private static final class DomainCount {

        private final Map<AppliedPolicy, Counts> policies = new LinkedHashMap<>();

        synchronized void count(SessionResult result, Limits limits) {
            Counts counts = counts(result.policy(), limits);
            if (result instanceof SessionResult.Failure failure) {
                counts.fail(failure.detail(), 1, limits);
            } else {
                counts.successes++;
            }
        }

        synchronized void add(PolicyCount earlier, Limits limits) {
            Counts counts = counts(earlier.policy(), limits);
            counts.successes += earlier.successes();
            inOrder(earlier.details()).forEach(each -> counts.fail(each.getKey(), each.getValue(), limits));
        }

        private Counts counts(AppliedPolicy policy, Limits limits) {
            Counts known = policies.get(policy);
            if (known != null) {
                return known;
            }
            AppliedPolicy kept = policies.size() < limits.policies() ? policy : policy.withoutText();
            return policies.computeIfAbsent(kept, any -> new Counts());
        }

        synchronized List<PolicyCount> snapshot() {
            List<PolicyCount> all = new ArrayList<>();
            policies.forEach((policy, counts) ->
                    all.add(new PolicyCount(policy, counts.successes, counts.failures, counts.details)));
            return all;
        }
    }

    private static final class Counts {

        private long successes;
        private long failures;
        private final Map<FailureDetail, Long> details = new LinkedHashMap<>();

        void fail(FailureDetail detail, long sessions, Limits limits) {
            failures += sessions;
            boolean isKept = details.containsKey(detail) || details.size() < limits.details();
            details.merge(isKept ? detail : detail.withoutPlace(), sessions, Long::sum);
        }
    }

    /** Most frequent first: what a report shows, and what is kept when there is too much. */
    static List<Map.Entry<FailureDetail, Long>> inOrder(Map<FailureDetail, Long> details) {
        return details.entrySet().stream()
                .sorted(Map.Entry.<FailureDetail, Long>comparingByValue()
                        .reversed()
                        .thenComparing(each -> each.getKey().toString(), Comparator.naturalOrder()))
                .toList();
    }
}
