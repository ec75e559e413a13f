package org.requiretls.james.dane;

import java.util.ArrayList;
import java.util.List;

/** The TLSA records of one host, sorted into those that can authenticate it and those that cannot. Immutable. */
public final class TlsaSet {

    private final List<TlsaRecord> usable;
    private final List<UnusableTlsa> unusable;
    private final DigestOrder digests;
    private final List<TlsaRecord> considered;

    private TlsaSet(List<TlsaRecord> usable, List<UnusableTlsa> unusable, DigestOrder digests) {
        this.usable = List.copyOf(usable);
        this.unusable = List.copyOf(unusable);
        this.digests = digests;
        this.considered =
                this.usable.stream().filter(record -> !isShadowed(record)).toList();
    }

    /** Of the records as published, with the digests of RFC 6698. */
    public static TlsaSet of(List<TlsaRecord> published) {
        return of(published, DigestOrder.STANDARD);
    }

    /** Of the records as published, with other digests or another order of them. */
    public static TlsaSet of(List<TlsaRecord> published, DigestOrder digests) {
        Usability usability = new Usability(digests);
        List<TlsaRecord> usable = new ArrayList<>();
        List<UnusableTlsa> unusable = new ArrayList<>();
        for (TlsaRecord record : published) {
            usability
                    .obstacle(record)
                    .ifPresentOrElse(
                            reason -> unusable.add(new UnusableTlsa(record, reason)), () -> usable.add(record));
        }
        return new TlsaSet(usable, unusable, digests);
    }

    /** Whether any record can authenticate the host. If not, TLS is still obligatory (RFC 7672 section 2.2). */
    public boolean hasUsable() {
        return !usable.isEmpty();
    }

    /** In the order in which they were published. */
    public List<TlsaRecord> usable() {
        return usable;
    }

    /** In the order in which they were published. */
    public List<UnusableTlsa> unusable() {
        return unusable;
    }

    /**
     * The usable records that count after digest agility (RFC 7671 section 9): for each usage and selector the exact
     * ones and those of the strongest digest. A record malformed or unknown does not shadow another, since it is not
     * usable.
     */
    public List<TlsaRecord> considered() {
        return considered;
    }

    private boolean isShadowed(TlsaRecord record) {
        return isDigest(record)
                && usable.stream()
                        .filter(TlsaSet::isDigest)
                        .filter(other -> describesSameThing(record, other))
                        .anyMatch(other -> digests.rank(other.matchingType()) < digests.rank(record.matchingType()));
    }

    private static boolean isDigest(TlsaRecord record) {
        return record.matchingType() != TlsaRecord.MATCHING_EXACT;
    }

    private static boolean describesSameThing(TlsaRecord one, TlsaRecord other) {
        return one.usage() == other.usage() && one.selector() == other.selector();
    }

    DigestOrder digests() {
        return digests;
    }
}
