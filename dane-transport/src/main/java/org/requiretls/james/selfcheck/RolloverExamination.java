package org.requiretls.james.selfcheck;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.dane.TlsaRecord;

/**
 * Whether the records of a host bridge its key changes, the last one and the next: for as long as caches may hold what
 * is not published any more, it has to fit too (RFC 7671 sections 8 and 8.1).
 *
 * @param where the host
 * @param remembered of this host
 */
record RolloverExamination(String where, TlsaAnswer.Signed published, Fit fit, List<RememberedRecords> remembered) {

    /** @param shown what the server shows, one chain for each address */
    Stream<Finding> cached(List<List<X509Certificate>> shown) {
        return remembered.stream()
                .filter(each -> each.mayBeCached(fit.now()))
                .flatMap(each -> shown.stream()
                        .map(chain -> stale(each, chain))
                        .flatMap(Optional::stream)
                        .limit(1));
    }

    private Optional<Finding> stale(RememberedRecords old, List<X509Certificate> chain) {
        return Combination.of(old.records()).entrySet().stream()
                .filter(each -> !(fit.ofEach(chain, each.getValue()) instanceof Matched))
                .findFirst()
                .map(each -> Finding.of(
                        FindingKind.CACHED_RECORDS_STALE,
                        where,
                        each.getKey() + " as it was, until " + old.outOfCaches().orElseThrow()));
    }

    /** Both have to be out before the key is used (RFC 7672 section 4). */
    Stream<Finding> next(NextKey next) {
        Optional<Finding> missing = Combination.of(published.records()).entrySet().stream()
                .filter(each -> !fits(next, each))
                .findFirst()
                .map(each -> Finding.of(
                        FindingKind.NEXT_KEY_NOT_PUBLISHED,
                        where,
                        "no " + each.getKey() + " fits it; its first choice is "
                                + next.record().presentationForm()));
        return missing.or(this::tooEarly).stream();
    }

    private boolean fits(NextKey next, Map.Entry<Combination, List<TlsaRecord>> records) {
        if (records.getValue().contains(next.record())) {
            return true;
        }
        return !next.chain().isEmpty() && fit.ofEach(next.chain(), records.getValue()) instanceof Matched;
    }

    private Optional<Finding> tooEarly() {
        return remembered.stream()
                .filter(each -> each.isPublished() && each.holds(published.records()))
                .findFirst()
                .map(RememberedRecords::bridging)
                .filter(until -> fit.now().isBefore(until))
                .map(this::early);
    }

    private Finding early(Instant until) {
        return Finding.of(FindingKind.NEXT_KEY_TOO_EARLY, where, "not before " + until);
    }
}
