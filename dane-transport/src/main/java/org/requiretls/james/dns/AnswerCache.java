package org.requiretls.james.dns;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * Answers until they expire, those that nobody asked for in a long time making room for new ones.
 *
 * <p>The JDK's map in order of use is all it takes: entries expire when they are read or pushed out, so no thread has
 * to clean up, and one lock is held for less than a microsecond. Thread-safe.
 */
final class AnswerCache {

    private static final int ACCESS_ORDER_CAPACITY = 256;
    private static final float LOAD_FACTOR = 0.75f;

    private final long mostOctets;
    private final Map<Question, Entry> entries = new LinkedHashMap<>(ACCESS_ORDER_CAPACITY, LOAD_FACTOR, true);
    private long octets;

    AnswerCache(long mostOctets) {
        this.mostOctets = mostOctets;
    }

    /** Names are equal whatever their case (RFC 4343). */
    record Question(Name name, RecordType<?> type) {}

    /** An answer, kept from one instant until just before another. */
    record Entry(DnsAnswer<?> answer, Instant since, Instant until, long octets) {

        /** A clock that was set back to before the entry was made says nothing about its age. */
        boolean isValid(Instant now) {
            return !now.isBefore(since) && now.isBefore(until);
        }
    }

    synchronized Optional<Entry> find(Question question, Instant now) {
        Entry entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        if (!entry.isValid(now)) {
            remove(question);
            return Optional.empty();
        }
        return Optional.of(entry);
    }

    synchronized void keep(Question question, DnsAnswer<?> answer, Instant since, Instant until) {
        remove(question);
        long size = AnswerSize.estimate(question.name(), answer);
        if (size > mostOctets) {
            return;
        }
        entries.put(question, new Entry(answer, since, until, size));
        octets += size;
        Iterator<Entry> leastRecentlyUsed = entries.values().iterator();
        while (octets > mostOctets) {
            octets -= leastRecentlyUsed.next().octets();
            leastRecentlyUsed.remove();
        }
    }

    private void remove(Question question) {
        Entry gone = entries.remove(question);
        if (gone != null) {
            octets -= gone.octets();
        }
    }

    synchronized int size() {
        return entries.size();
    }
}
