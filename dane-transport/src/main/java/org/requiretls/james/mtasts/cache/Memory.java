package org.requiretls.james.mtasts.cache;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.store.PolicyStore;
import org.requiretls.james.mtasts.store.StoredPolicy;

/** All policies that are remembered, in memory and in the store. */
final class Memory {

    /** How exactly the last use is known: not worth a write for each mail. */
    private static final Duration USE_GRANULARITY = Duration.ofDays(1);

    /** About what a policy takes beside its text and patterns, and a pattern beside its text. */
    private static final int OVERHEAD_OF_POLICY = 400;

    private static final int OVERHEAD_OF_PATTERN = 80;

    private final PolicyStore store;
    private final PolicyListener listener;
    private final long mostOctets;
    private final AtomicLong octets = new AtomicLong();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * A policy with what is known about it here.
     *
     * @param refreshDue when to fetch it again
     * @param currentUntil as long as the TXT record that named it may be remembered; nobody asks DNS until then
     */
    record Entry(CachedPolicy policy, Instant used, Instant refreshDue, Instant currentUntil) {

        Entry usedAt(Instant now) {
            return new Entry(policy, now, refreshDue, currentUntil);
        }

        Entry dueAt(Instant next) {
            return new Entry(policy, used, next, currentUntil);
        }

        Entry currentUntil(Instant end) {
            return new Entry(policy, used, refreshDue, end);
        }
    }

    /**
     * @param mostOctets that the policies may take, about. Whoever makes up domains, and has reports of undelivered mail
     *     sent there, could fill it: then it is the new policies that are not remembered, never those that are
     */
    Memory(PolicyStore store, PolicyListener listener, long mostOctets) {
        this.store = store;
        this.mostOctets = mostOctets;
        this.listener = listener;
    }

    /** From the store, at start-up. */
    void put(StoredPolicy stored, Instant refreshDue) {
        CachedPolicy policy = stored.policy();
        put(new Entry(policy, stored.used(), refreshDue, Instant.MIN));
    }

    private void put(Entry entry) {
        Entry before = entries.put(entry.policy().domain().name(), entry);
        octets.addAndGet(octets(entry) - (before == null ? 0 : octets(before)));
    }

    private static long octets(Entry entry) {
        return OVERHEAD_OF_POLICY
                + entry.policy().policy().text().length()
                + entry.policy().policy().mx().stream()
                        .mapToLong(
                                pattern -> OVERHEAD_OF_PATTERN + pattern.text().length())
                        .sum();
    }

    Optional<CachedPolicy> inForce(String domain, Instant now) {
        return Optional.ofNullable(entries.get(domain)).map(Entry::policy).filter(policy -> policy.isInForceAt(now));
    }

    /** One that is in force, and whose TXT record was looked up so lately that it can only be the same. */
    Optional<CachedPolicy> current(String domain, Instant now) {
        Entry entry = entries.get(domain);
        return entry != null
                        && now.isBefore(entry.currentUntil())
                        && entry.policy().isInForceAt(now)
                ? Optional.of(entry.policy())
                : Optional.empty();
    }

    /** The TXT record names this very policy, and may be remembered until then. */
    void confirmed(CachedPolicy policy, Instant until) {
        entries.computeIfPresent(
                policy.domain().name(),
                (name, entry) -> entry.policy().equals(policy) ? entry.currentUntil(until) : entry);
    }

    void used(String domain, Instant now) {
        Entry entry = entries.get(domain);
        if (entry != null && entry.used().isBefore(now.minus(USE_GRANULARITY))) {
            entries.computeIfPresent(domain, (name, known) -> known.usedAt(now));
        }
    }

    /**
     * The policy takes the place of the one before (RFC 8461 section 3.3: at once, and even if it is weaker).
     *
     * @param usedNow when, if mail is why it was fetched
     */
    void replace(CachedPolicy policy, Optional<Instant> usedNow, Instant refreshDue) {
        String name = policy.domain().name();
        Optional<Entry> before = Optional.ofNullable(entries.get(name));
        if (before.isEmpty() && octets.get() >= mostOctets) {
            listener.happened(new PolicyEvent.NotStored(
                    policy.domain(), "no more than " + mostOctets + " octets of policies are remembered"));
            return;
        }
        Instant used = usedNow.or(() -> before.map(Entry::used)).orElse(policy.fetched());
        put(new Entry(policy, used, refreshDue, Instant.MIN));
        try {
            store.save(new StoredPolicy(policy, used));
        } catch (IOException | RuntimeException e) {
            listener.happened(new PolicyEvent.NotStored(policy.domain(), e.toString()));
        }
        listener.happened(before.map(Entry::policy)
                .filter(old -> old.isInForceAt(policy.fetched()))
                .map(CachedPolicy::policy)
                .map(old -> old.mode())
                .filter(mode -> policy.policy().mode().compareTo(mode) < 0)
                .<PolicyEvent>map(mode -> new PolicyEvent.Weakened(policy, mode))
                .orElseGet(() -> new PolicyEvent.Renewed(policy)));
    }

    void postponeRefresh(PolicyDomain domain, Instant until) {
        entries.computeIfPresent(domain.name(), (name, entry) -> entry.dueAt(until));
    }

    List<Entry> all(Predicate<Entry> wanted) {
        return entries.values().stream().filter(wanted).toList();
    }

    /** Forgets what has expired. A policy that was renewed just now stays. */
    void forgetExpired(Instant now) {
        for (Entry entry : all(known -> !known.policy().isInForceAt(now))) {
            PolicyDomain domain = entry.policy().domain();
            if (!entries.remove(domain.name(), entry)) {
                continue;
            }
            octets.addAndGet(-octets(entry));
            try {
                store.delete(domain);
            } catch (IOException | RuntimeException e) {
                listener.happened(new PolicyEvent.NotStored(domain, e.toString()));
            }
            if (entry.policy().policy().mode() != PolicyMode.NONE) {
                listener.happened(new PolicyEvent.Expired(entry.policy()));
            }
        }
    }

    int size() {
        return entries.size();
    }
}
