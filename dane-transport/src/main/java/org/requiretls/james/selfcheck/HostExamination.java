package org.requiretls.james.selfcheck;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.requiretls.james.dane.DaneResult;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.selfcheck.OwnDomain.OwnHost;
import org.requiretls.james.selfcheck.SessionLook.Encrypted;
import org.requiretls.james.selfcheck.SessionLook.InClear;
import org.requiretls.james.selfcheck.SessionLook.NotReached;
import org.requiretls.james.selfcheck.SessionLook.TlsFailed;
import org.requiretls.james.x509.CertificateText;

/**
 * One MX host: its records, what it shows, and how the two fit.
 *
 * @param domainNames the recipient domain, where it proves its choice of the host: a certificate under usage 2 may bear
 *     it too (RFC 7672 section 3.2.2)
 * @param sts whether an MTA-STS policy binds senders to this host
 */
record HostExamination(
        OwnHost host, List<String> domainNames, Sts sts, Outlook outlook, PkixVerifier pkix, Instant now) {

    /** So long before its end the renewal of a certificate should have come about. */
    static final Duration SOON = Duration.ofDays(21);

    private static final String REQUIRETLS = "REQUIRETLS";
    private static final String DSN = "DSN";

    /** Whether MTA-STS has a say. */
    enum Sts {
        BINDS,
        DOES_NOT
    }

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        host.unreachable().ifPresent(why -> found.add(of(FindingKind.HOST_UNREACHABLE, why)));
        records().forEach(found::add);
        host.addresses().stream().flatMap(this::address).forEach(found::add);
        return found;
    }

    private Stream<Finding> records() {
        if (host.tlsa() instanceof TlsaAnswer.LookupFailed failed) {
            return Stream.of(of(FindingKind.TLSA_LOOKUP_FAILS, failed.detail()));
        }
        if (host.tlsa() instanceof TlsaAnswer.NotProven unproven) {
            return Stream.of(of(FindingKind.TLSA_NOT_PROVEN, unproven.detail()));
        }
        if (host.tlsa() instanceof TlsaAnswer.Signed published) {
            List<List<X509Certificate>> shown = host.addresses().stream()
                    .map(OwnAddress::named)
                    .filter(Encrypted.class::isInstance)
                    .map(look -> ((Encrypted) look).chain())
                    .toList();
            RolloverExamination rollover = new RolloverExamination(
                    host.name(),
                    published,
                    fit(published),
                    outlook.remembered(OwnNames.ofTlsa(published.base(), host.port())));
            return Stream.of(
                            new RecordExamination(host.name(), published).findings(),
                            rollover.cached(shown),
                            outlook.next().stream().flatMap(rollover::next))
                    .flatMap(each -> each);
        }
        return host.unreachable().isPresent()
                ? Stream.empty()
                : Stream.of(of(FindingKind.TLSA_MISSING, ((TlsaAnswer.Absent) host.tlsa()).detail()));
    }

    private Stream<Finding> address(OwnAddress address) {
        return Stream.of(
                        keywordsInClear(address),
                        named(address),
                        stranger(address, "without SNI", address.nameless()),
                        stranger(address, "with a name that it can't know", address.misnamed()),
                        versions(address))
                .flatMap(each -> each);
    }

    private static boolean listsInClear(OwnAddress address, String keyword) {
        return address.inClear() instanceof InClear clear && clear.keywords().contains(keyword);
    }

    private Stream<Finding> keywordsInClear(OwnAddress address) {
        return listsInClear(address, REQUIRETLS)
                ? Stream.of(at(FindingKind.REQUIRETLS_IN_CLEAR, address, "listed in the first EHLO reply"))
                : Stream.empty();
    }

    private Stream<Finding> named(OwnAddress address) {
        if (address.named() instanceof NotReached not) {
            return Stream.of(at(FindingKind.HOST_UNREACHABLE, address, not.detail()));
        }
        if (address.named() instanceof InClear) {
            return Stream.of(at(
                    published().isPresent() ? FindingKind.TLSA_WITHOUT_TLS : FindingKind.STARTTLS_MISSING,
                    address,
                    "STARTTLS is not offered"));
        }
        if (address.named() instanceof TlsFailed failed) {
            return Stream.of(at(
                    published().isPresent() ? FindingKind.TLSA_WITHOUT_TLS : FindingKind.HANDSHAKE_FAILS,
                    address,
                    failed.detail()));
        }
        Encrypted session = (Encrypted) address.named();
        return Stream.of(
                        published().stream().flatMap(records -> match(address, session.chain(), records)),
                        authority(address, session.chain()),
                        dates(address, session.chain()),
                        keywords(address, session))
                .flatMap(each -> each);
    }

    /** Records that have to be believed. */
    private Optional<TlsaAnswer.Signed> published() {
        return host.tlsa() instanceof TlsaAnswer.Signed signed ? Optional.of(signed) : Optional.empty();
    }

    private List<TlsaRecord> usable() {
        return published()
                .map(records -> TlsaSet.of(records.records()).usable())
                .orElse(List.of());
    }

    private Fit fit(TlsaAnswer.Signed records) {
        List<String> names = Stream.of(Stream.of(records.base(), host.name()), domainNames.stream())
                .flatMap(each -> each)
                .distinct()
                .toList();
        return new Fit(names, now);
    }

    /** The chain with all records, as senders see them that know everything; and with those of each kind alone. */
    private Stream<Finding> match(OwnAddress address, List<X509Certificate> chain, TlsaAnswer.Signed records) {
        if (usable().isEmpty()) {
            return Stream.empty();
        }
        Fit fit = fit(records);
        Stream<Finding> altogether = fit.of(chain, records.records()) instanceof NotMatched not
                ? Stream.of(at(FindingKind.CHAIN_MATCHES_NO_RECORD, address, not.detail()))
                : Stream.empty();
        return Stream.concat(
                altogether,
                Combination.of(records.records()).entrySet().stream()
                        .flatMap(each -> combination(address, each, fit.ofEach(chain, each.getValue()))));
    }

    private Stream<Finding> combination(
            OwnAddress address, Map.Entry<Combination, List<TlsaRecord>> records, DaneResult result) {
        if (!(result instanceof NotMatched not)) {
            return Stream.empty();
        }
        FindingKind kind = records.getKey().usage() == TlsaRecord.USAGE_DANE_EE
                ? FindingKind.TLSA_COMBINATION_STALE
                : switch (not.reason()) {
                    case NO_CERTIFICATE, NO_RECORD_MATCHES -> FindingKind.ANCHOR_NOT_SHOWN;
                    case CHAIN_NOT_TRUSTED, CHAIN_NOT_IN_DATE -> FindingKind.ANCHOR_CHAIN_BROKEN;
                    case NAME_MISMATCH -> FindingKind.NAME_NOT_COVERED;
                };
        return Stream.of(at(kind, address, records.getKey() + ": " + not.detail()));
    }

    /** What the public's authorities say matters under MTA-STS, and where DANE authenticates nobody. */
    private Stream<Finding> authority(OwnAddress address, List<X509Certificate> chain) {
        if (sts == Sts.DOES_NOT && !usable().isEmpty()) {
            return Stream.empty();
        }
        return pkix.verify(chain, List.of(host.name()), now) instanceof PkixResult.NotTrusted not
                ? Stream.of(at(
                        sts == Sts.BINDS ? FindingKind.STS_CERTIFICATE_INVALID : FindingKind.NOT_AUTHENTICATED,
                        address,
                        not.detail()))
                : Stream.empty();
    }

    /** Under usage 3 nobody looks at dates (RFC 7672 section 3.1.1). */
    private Stream<Finding> dates(OwnAddress address, List<X509Certificate> chain) {
        boolean nobodyLooks = sts == Sts.DOES_NOT
                && !usable().isEmpty()
                && usable().stream().allMatch(record -> record.usage() == TlsaRecord.USAGE_DANE_EE);
        return nobodyLooks ? Stream.empty() : ends(chain, now).map(ending -> at(ending.kind(), address, ending.end()));
    }

    /** How a chain comes to its end. */
    record Ending(FindingKind kind, String end) {}

    static Stream<Ending> ends(List<X509Certificate> chain, Instant now) {
        X509Certificate first = chain.stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow();
        Instant end = first.getNotAfter().toInstant();
        if (now.plus(SOON).isBefore(end)) {
            return Stream.empty();
        }
        return Stream.of(new Ending(
                now.isBefore(end) ? FindingKind.CERTIFICATE_ENDS_SOON : FindingKind.CERTIFICATE_ENDED,
                CertificateText.of(first) + " ends at " + end));
    }

    private Stream<Finding> keywords(OwnAddress address, Encrypted session) {
        List<Finding> found = new ArrayList<>();
        if (!session.keywords().contains(REQUIRETLS)) {
            found.add(at(FindingKind.REQUIRETLS_MISSING, address, "not in the EHLO reply inside TLS"));
        }
        if (!session.keywords().contains(DSN)) {
            found.add(at(FindingKind.DSN_MISSING, address, "not in the EHLO reply inside TLS"));
        }
        if (!session.version().equals("TLSv1.3")) {
            found.add(
                    at(FindingKind.TLS_1_3_MISSING, address, "offered TLS 1.3 and 1.2, it chose " + session.version()));
        }
        return found.stream();
    }

    /** A sender that does not do DANE names another host or none, and has to be served too (RFC 7672 section 8.1). */
    private Stream<Finding> stranger(OwnAddress address, String how, SessionLook look) {
        if (!(address.named() instanceof Encrypted named)) {
            return Stream.empty();
        }
        if (look instanceof TlsFailed failed) {
            return Stream.of(at(FindingKind.SNI_DEMANDED, address, how + ": " + failed.detail()));
        }
        return look instanceof Encrypted other
                ? published().stream().flatMap(records -> fallback(address, how, named, other, records))
                : Stream.empty();
    }

    private Stream<Finding> fallback(
            OwnAddress address, String how, Encrypted named, Encrypted other, TlsaAnswer.Signed records) {
        Fit fit = fit(records);
        boolean justThen = fit.holds(named.chain(), records.records())
                && fit.of(other.chain(), records.records()) instanceof NotMatched;
        return justThen
                ? Stream.of(at(
                        FindingKind.SNI_FALLBACK_MISMATCH,
                        address,
                        how + ": " + ((NotMatched) fit.of(other.chain(), records.records())).detail()))
                : Stream.empty();
    }

    private Stream<Finding> versions(OwnAddress address) {
        if (!(address.named() instanceof Encrypted)) {
            return Stream.empty();
        }
        List<Finding> found = new ArrayList<>();
        List<String> old = address.versions().stream()
                .filter(OldVersions.DEPRECATED::contains)
                .sorted()
                .toList();
        if (!old.isEmpty()) {
            found.add(at(FindingKind.OLD_TLS_ACCEPTED, address, String.join(", ", old)));
        }
        if (!address.versions().contains(OldVersions.TLS_1_2)) {
            found.add(at(FindingKind.TLS_1_2_MISSING, address, "a ClientHello of TLS 1.2 is refused"));
        }
        return found.stream();
    }

    private Finding of(FindingKind kind, String detail) {
        return Finding.of(kind, host.name(), detail);
    }

    private Finding at(FindingKind kind, OwnAddress address, String detail) {
        return Finding.at(kind, host.name(), address.address(), detail);
    }
}
