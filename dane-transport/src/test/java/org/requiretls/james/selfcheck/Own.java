package org.requiretls.james.selfcheck;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dns.SignatureTimes;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.route.MxFinding;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.selfcheck.OwnDomain.OwnHost;
import org.requiretls.james.selfcheck.OwnDomain.OwnService;
import org.requiretls.james.selfcheck.OwnDomain.TxtAnswer;
import org.requiretls.james.selfcheck.SessionLook.Encrypted;
import org.requiretls.james.selfcheck.SessionLook.InClear;

/** Evidence about own.test: without a change nothing can be said against it, and nothing could be better. */
final class Own {

    static final String DOMAIN = "own.test";
    static final String MX = "mx.own.test";
    static final String ADDRESS = "192.0.2.1 port 25";
    static final String OTHER_ADDRESS = "192.0.2.2 port 25";
    static final Instant NOW = Instant.now();

    static final Identity ROOT = CertificateMaker.root("The public's authority").make();
    static final Identity PRESENT = CertificateMaker.leaf(MX).signedBy(ROOT).make();
    static final Identity NEXT = CertificateMaker.leaf(MX).signedBy(ROOT).make();
    static final Identity SELF_SIGNED = CertificateMaker.leaf(MX).selfSigned().make();

    static final Set<String> KEYWORDS = Set.of("PIPELINING", "8BITMIME", "DSN", "REQUIRETLS");

    private MxFinding mx = MxFinding.SECURE;
    private TlsaAnswer tlsa = signed(record(PRESENT, 3, 1, 1));
    private List<OwnAddress> addresses = List.of(address(ADDRESS, encrypted(PRESENT)));
    private Optional<String> unreachable = Optional.empty();
    private TxtAnswer stsRecord = new TxtAnswer.Texts(List.of("v=STSv1; id=1;"));
    private Optional<FetchResult> stsPolicy = Optional.of(policy(MX));
    private TxtAnswer reports = new TxtAnswer.Texts(List.of("v=TLSRPTv1; rua=mailto:tlsrpt@own.test"));
    private final Map<String, TxtAnswer> dkimKeys = new HashMap<>();
    private final List<OwnService> services = new ArrayList<>();
    private Outlook outlook = Outlook.NONE;

    static TlsaRecord record(X509Certificate certificate, int usage, int selector, int matchingType) {
        return new TlsaRecord(usage, selector, matchingType, TlsaData.of(certificate, selector, matchingType));
    }

    static TlsaRecord record(Identity identity, int usage, int selector, int matchingType) {
        return record(identity.certificate(), usage, selector, matchingType);
    }

    static TlsaAnswer.Signed signed(TlsaRecord... records) {
        return signedFor(Duration.ofHours(1), Duration.ofDays(14), records);
    }

    static TlsaAnswer.Signed signedFor(Duration ttl, Duration validity, TlsaRecord... records) {
        Instant inception = NOW.minus(Duration.ofDays(1));
        return new TlsaAnswer.Signed(
                MX, List.of(records), Optional.of(new SignatureTimes(ttl, inception, inception.plus(validity))));
    }

    static Encrypted encrypted(Identity identity) {
        return new Encrypted("TLSv1.3", identity.chain(), KEYWORDS);
    }

    static OwnAddress address(String address, SessionLook everywhere) {
        return new OwnAddress(
                address, new InClear(Set.of("STARTTLS", "DSN")), everywhere, everywhere, everywhere, Set.of("TLSv1.2"));
    }

    static FetchResult policy(String mx) {
        String text = "version: STSv1\nmode: enforce\nmx: " + mx + "\nmax_age: 2592000\n";
        PolicyReading.Valid reading =
                (PolicyReading.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII));
        return new FetchResult.Fetched(reading.policy());
    }

    Own mx(MxFinding finding) {
        mx = finding;
        return this;
    }

    Own tlsa(TlsaAnswer answer) {
        tlsa = answer;
        return this;
    }

    Own tlsa(TlsaRecord... records) {
        return tlsa(signed(records));
    }

    Own showing(Identity identity) {
        return at(address(ADDRESS, encrypted(identity)));
    }

    Own at(OwnAddress... chosen) {
        addresses = List.of(chosen);
        return this;
    }

    Own unreachable(String why) {
        unreachable = Optional.of(why);
        return at().tlsa(new TlsaAnswer.Absent("not asked for"));
    }

    Own withoutSts() {
        return sts(new TxtAnswer.Texts(List.of()), Optional.empty());
    }

    Own sts(TxtAnswer record, Optional<FetchResult> policy) {
        stsRecord = record;
        stsPolicy = policy;
        return this;
    }

    Own reports(TxtAnswer answer) {
        reports = answer;
        return this;
    }

    Own dkim(String... texts) {
        dkimKeys.put("s1._domainkey.own.test", new TxtAnswer.Texts(List.of(texts)));
        return this;
    }

    Own service(TlsaAnswer records, SessionLook look) {
        services.add(new OwnService("imaps://" + MX + ":993", MX, records, look));
        return this;
    }

    Own next(NextKey key) {
        outlook = new Outlook(Optional.of(key), outlook.remembered());
        return this;
    }

    Own remembering(RememberedRecords... records) {
        outlook = new Outlook(outlook.next(), List.of(records));
        return this;
    }

    static RememberedRecords remembered(Instant since, Optional<Instant> until, TlsaRecord... records) {
        return new RememberedRecords(OwnNames.ofTlsa(MX, 25), List.of(records), Duration.ofHours(1), since, until);
    }

    OwnDomain evidence() {
        return new OwnDomain(
                new Route.Hosts(DOMAIN, mx, List.of(new MxHost(MX, 10, 25))),
                List.of(new OwnHost(MX, 25, tlsa, addresses, unreachable)),
                stsRecord,
                stsPolicy,
                reports,
                dkimKeys,
                services);
    }

    List<Finding> findings() {
        return examination().of(evidence());
    }

    SelfExamination examination() {
        PkixVerifier pkix = new PkixVerifier(new TrustStore("the lab", List.of(ROOT.certificate())));
        return new SelfExamination(pkix, outlook, NOW);
    }

    List<FindingKind> kinds() {
        return findings().stream().map(Finding::kind).toList();
    }

    /** The details of one kind of finding. */
    List<String> details(FindingKind kind) {
        return findings().stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::detail)
                .toList();
    }

    static Identity made(UnaryOperator<CertificateMaker> change, String... names) {
        return change.apply(CertificateMaker.leaf(names).signedBy(ROOT)).make();
    }
}
