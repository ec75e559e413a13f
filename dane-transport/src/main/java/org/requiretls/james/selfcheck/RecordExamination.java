package org.requiretls.james.selfcheck;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.dane.UnusableTlsa;
import org.requiretls.james.dns.SignatureTimes;

/**
 * The TLSA records of a host, whatever it shows.
 *
 * @param where the host
 */
record RecordExamination(String where, TlsaAnswer.Signed published) {

    /** Above a day a mistake lasts for longer than anybody wants to wait (RFC 7671 section 13). */
    static final Duration LONGEST_TTL = Duration.ofDays(1);

    /** What the usual signers do at most by themselves; RFC 7671 section 13 names no figure. */
    static final Duration LONGEST_VALIDITY = Duration.ofDays(31);

    Stream<Finding> findings() {
        return Stream.of(
                        usages(),
                        unusable(),
                        sha512Only(),
                        records(
                                FindingKind.TLSA_ANCHOR_FORM,
                                record -> record.usage() == TlsaRecord.USAGE_DANE_TA && !isDigestOfCertificate(record)),
                        records(
                                FindingKind.TLSA_FULL_DATA,
                                record -> record.usage() == TlsaRecord.USAGE_DANE_EE
                                        && record.matchingType() == TlsaRecord.MATCHING_EXACT),
                        uneven(),
                        published.times().stream().flatMap(this::times))
                .flatMap(each -> each);
    }

    private Stream<Finding> records(FindingKind kind, Predicate<TlsaRecord> condition) {
        List<TlsaRecord> concerned =
                published.records().stream().filter(condition).toList();
        return concerned.isEmpty() ? Stream.empty() : Stream.of(finding(kind, text(concerned)));
    }

    /** RFC 7672 section 3.1.3. */
    private Stream<Finding> usages() {
        return records(
                FindingKind.TLSA_USAGE_PKIX,
                record -> record.usage() == TlsaRecord.USAGE_PKIX_TA || record.usage() == TlsaRecord.USAGE_PKIX_EE);
    }

    private Stream<Finding> unusable() {
        return TlsaSet.of(published.records()).unusable().stream()
                .filter(each -> each.reason() != UnusableTlsa.Reason.USAGE_NOT_FOR_SMTP)
                .map(each -> finding(FindingKind.TLSA_UNUSABLE, each.describe()));
    }

    private static boolean isDigestOfCertificate(TlsaRecord record) {
        return record.selector() == TlsaRecord.SELECTOR_CERTIFICATE
                && record.matchingType() != TlsaRecord.MATCHING_EXACT;
    }

    /** RFC 7671 section 2: SHA2-512 is for senders to support if they like. */
    private Stream<Finding> sha512Only() {
        List<TlsaRecord> usable = TlsaSet.of(published.records()).usable();
        boolean only = !usable.isEmpty()
                && usable.stream().allMatch(record -> record.matchingType() == TlsaRecord.MATCHING_SHA512);
        return only ? Stream.of(finding(FindingKind.TLSA_SHA512_ONLY, text(usable))) : Stream.empty();
    }

    /** A digest is added for every usage, selector and key, or agility leaves some without a match (section 8.3). */
    private Stream<Finding> uneven() {
        Map<Combination, List<TlsaRecord>> digests = Combination.of(published.records()).entrySet().stream()
                .filter(each -> each.getKey().isDigest())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        Set<Integer> types =
                digests.keySet().stream().map(Combination::matchingType).collect(toSet());
        Map<List<Integer>, Set<Integer>> typesByPlace = digests.keySet().stream()
                .collect(groupingBy(
                        each -> List.of(each.usage(), each.selector()), mapping(Combination::matchingType, toSet())));
        Map<List<Integer>, Set<Integer>> keysByPlace = digests.entrySet().stream()
                .collect(groupingBy(
                        each -> List.of(each.getKey().usage(), each.getKey().selector()),
                        mapping(each -> each.getValue().size(), toSet())));
        boolean even = typesByPlace.values().stream().allMatch(types::equals)
                && keysByPlace.values().stream().allMatch(counts -> counts.size() == 1);
        return even ? Stream.empty() : Stream.of(finding(FindingKind.TLSA_DIGESTS_UNEVEN, counts(digests)));
    }

    private static String counts(Map<Combination, List<TlsaRecord>> digests) {
        return digests.entrySet().stream()
                .map(each -> each.getValue().size() + " of " + each.getKey())
                .sorted()
                .collect(joining(", "));
    }

    private Stream<Finding> times(SignatureTimes times) {
        return Stream.of(
                        longer(
                                FindingKind.TLSA_TTL_LONG,
                                times.originalTtl(),
                                LONGEST_TTL,
                                times.originalTtl().toSeconds() + " s"),
                        longer(
                                FindingKind.TLSA_SIGNATURE_LONG,
                                times.validity(),
                                LONGEST_VALIDITY,
                                times.validity().toDays() + " days, until " + times.expiration()))
                .flatMap(Optional::stream);
    }

    private Optional<Finding> longer(FindingKind kind, Duration seen, Duration longest, String detail) {
        return seen.compareTo(longest) > 0 ? Optional.of(finding(kind, detail)) : Optional.empty();
    }

    private Finding finding(FindingKind kind, String detail) {
        return Finding.of(kind, where, detail);
    }

    private static String text(List<TlsaRecord> records) {
        return records.stream().map(TlsaRecord::toString).collect(joining(", "));
    }
}
