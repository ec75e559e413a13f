package org.requiretls.james.selfcheck;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.dane.TlsaRecord;

/**
 * The TLSA records of a host as an earlier look found them.
 *
 * @param name of the record set
 * @param since when they were seen for the first time
 * @param until when others were seen in their place; until then they may have been out, for all that is known
 */
public record RememberedRecords(
        String name, List<TlsaRecord> records, Duration ttl, Instant since, Optional<Instant> until) {

    /** RFC 7671 section 8.1. */
    private static final int TTLS_TO_WAIT = 2;

    public RememberedRecords {
        records = List.copyOf(records);
    }

    boolean isPublished() {
        return until.isEmpty();
    }

    boolean holds(List<TlsaRecord> others) {
        return Set.copyOf(records).equals(Set.copyOf(others));
    }

    /** When no cache has them any more; empty while they are out. */
    Optional<Instant> outOfCaches() {
        return until.map(gone -> gone.plus(ttl));
    }

    /** Whether they were taken away, and caches may still have them. */
    boolean mayBeCached(Instant now) {
        return outOfCaches().filter(now::isBefore).isPresent();
    }

    /** From when on a key that they were made for may be used. */
    Instant bridging() {
        return since.plus(ttl.multipliedBy(TTLS_TO_WAIT));
    }

    RememberedRecords goneBy(Instant now) {
        return new RememberedRecords(name, records, ttl, since, Optional.of(now));
    }
}
