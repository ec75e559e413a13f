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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The count of one day, by policy domain and policy. Safe for use by many threads.
 *
 * <p>It is bounded, since a domain can publish another policy for every question, and host names come from strangers:
 * beyond the {@link Limits} nothing is lost but the text of a policy, or the place of a failure. Only a domain beyond
 * the last is not counted. The same holds for the text of a policy that is longer than any sane one.
 */
public final class Tally {

    private final LocalDate day;
    /** Of one policy; more would be no help to whoever reads the report. */
    private static final int LONGEST_TEXT = 16 * 1024;

    /** About what a string, and what a count, takes beside its characters. */
    private static final int OVERHEAD_OF_STRING = 50;

    private static final int OVERHEAD_OF_COUNT = 300;

    private final Limits limits;
    private final AtomicLong octets = new AtomicLong();
    private final LongAdder changes = new LongAdder();
    private final Map<String, DomainCount> domains = new ConcurrentHashMap<>();
    private final AtomicBoolean overflowed = new AtomicBoolean();

    /**
     * How much is kept, 1 or more each.
     *
     * @param domains in a day
     * @param policies of one domain
     * @param details of one policy
     * @param octets of the texts of all policies and the places of all failures together, about
     */
    public record Limits(int domains, int policies, int details, long octets) {
        public static final Limits DEFAULT = new Limits(200_000, 16, 100, 64 << 20);
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
            domain.count(result);
            changes.increment();
        }
    }

    /** Adds what was counted before, as by a process that ended during the day. */
    public void add(String policyDomain, PolicyCount earlier) {
        DomainCount domain = domain(policyDomain);
        if (domain == null) {
            overflowed.set(true);
        } else {
            domain.add(earlier);
            changes.increment();
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

    /** How often something was counted: the same number means that nothing has changed. */
    public long changes() {
        return changes.sum();
    }

    private static long length(List<String> strings) {
        return strings.stream()
                .mapToLong(text -> OVERHEAD_OF_STRING + text.length())
                .sum();
    }

    /** Takes so many octets of what is left. */
    private boolean take(long wanted) {
        if (octets.get() + wanted > limits.octets()) {
            return false;
        }
        octets.addAndGet(wanted);
        return true;
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

    private final class DomainCount {

        private final Map<AppliedPolicy, Counts> policies = new LinkedHashMap<>();

        synchronized void count(SessionResult result) {
            Counts counts = counts(result.policy());
            if (result instanceof SessionResult.Failure failure) {
                counts.fail(failure.detail(), 1);
            } else {
                counts.successes++;
            }
        }

        synchronized void add(PolicyCount earlier) {
            Counts counts = counts(earlier.policy());
            counts.successes += earlier.successes();
            inOrder(earlier.details()).forEach(each -> counts.fail(each.getKey(), each.getValue()));
        }

        private Counts counts(AppliedPolicy policy) {
            Counts known = policies.get(policy);
            return known != null
                    ? known
                    : policies.computeIfAbsent(isKept(policy) ? policy : policy.withoutText(), any -> new Counts());
        }

        private boolean isKept(AppliedPolicy policy) {
            long length = length(policy.text());
            return policies.size() < limits.policies()
                    && length <= LONGEST_TEXT
                    && take(OVERHEAD_OF_COUNT + length + length(policy.mxPatterns()));
        }

        synchronized List<PolicyCount> snapshot() {
            List<PolicyCount> all = new ArrayList<>();
            policies.forEach((policy, counts) ->
                    all.add(new PolicyCount(policy, counts.successes, counts.failures, counts.details)));
            return all;
        }
    }

    private final class Counts {

        private long successes;
        private long failures;
        private final Map<FailureDetail, Long> details = new LinkedHashMap<>();

        void fail(FailureDetail detail, long sessions) {
            failures += sessions;
            details.merge(isKept(detail) ? detail : detail.withoutPlace(), sessions, Long::sum);
        }

        private boolean isKept(FailureDetail detail) {
            return details.containsKey(detail)
                    || details.size() < limits.details() && take(OVERHEAD_OF_COUNT + length(detail.texts()));
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
