package org.requiretls.james.selfcheck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;

/** What records of one kind have in common; a sender may look at one kind alone (RFC 7671 section 8). */
record Combination(int usage, int selector, int matchingType) {

    static Combination of(TlsaRecord record) {
        return new Combination(record.usage(), record.selector(), record.matchingType());
    }

    /** The usable records, in the order in which they were published. */
    static Map<Combination, List<TlsaRecord>> of(List<TlsaRecord> published) {
        return TlsaSet.of(published).usable().stream()
                .collect(Collectors.groupingBy(Combination::of, LinkedHashMap::new, Collectors.toList()));
    }

    boolean isDigest() {
        return matchingType != TlsaRecord.MATCHING_EXACT;
    }

    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType;
    }
}
