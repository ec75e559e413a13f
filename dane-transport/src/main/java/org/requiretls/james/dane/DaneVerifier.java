package org.requiretls.james.dane;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.DaneResult.Reason;
import org.requiretls.james.x509.Anchor;
import org.requiretls.james.x509.CertificateText;
import org.requiretls.james.x509.CertificationPath;
import org.requiretls.james.x509.CommonNameUse;
import org.requiretls.james.x509.Judgement;
import org.requiretls.james.x509.PathFinder;
import org.requiretls.james.x509.PathJudge;
import org.requiretls.james.x509.ReferenceIdentifiers;

/** Holds the chain that a server showed against the TLSA records of its host (RFC 7672 section 3). Stateless. */
public final class DaneVerifier {

    private static final Comparator<NotMatched> BY_PROGRESS = Comparator.comparing(NotMatched::reason);

    /**
     * Whether the server is the one that the records promise. Any of the records suffices (RFC 7671 section 8).
     *
     * @param chain as shown in the handshake, the server's own certificate first; what follows may be in disorder
     * @param records as found at the TLSA base domain
     * @param referenceIdentifiers names of which a certificate under a DANE-TA record has to bear one (RFC 7672
     *     section 3.2.2): the TLSA base domain first; any case, U-labels allowed
     * @param now for the dates under a DANE-TA record
     * @return never null; whatever goes wrong with a certificate is {@link NotMatched}, never an exception
     */
    public DaneResult verify(
            List<X509Certificate> chain, TlsaSet records, List<String> referenceIdentifiers, Instant now) {
        if (chain.isEmpty()) {
            return new NotMatched(Reason.NO_CERTIFICATE, "the server showed no certificate");
        }
        PathJudge judge =
                new PathJudge(ReferenceIdentifiers.of(referenceIdentifiers), CommonNameUse.WITHOUT_DNS_ID, now);
        Stream<Supplier<DaneResult>> comparisons = Stream.concat(
                records.consideredWithUsage(TlsaRecord.USAGE_DANE_EE)
                        .map(record -> () -> verifyEndEntity(chain.get(0), record, records.digests())),
                records.consideredWithUsage(TlsaRecord.USAGE_DANE_TA)
                        .map(record -> () -> verifyTrustAnchor(chain, record, records.digests(), judge)));
        return firstMatchOrFurthest(comparisons.toList());
    }

    /** One by one until the first match, so that no path is looked for where a DANE-EE record matches. */
    private static DaneResult firstMatchOrFurthest(List<Supplier<DaneResult>> comparisons) {
        NotMatched furthest = new NotMatched(Reason.NO_RECORD_MATCHES, "no usable TLSA record");
        for (Supplier<DaneResult> comparison : comparisons) {
            DaneResult result = comparison.get();
            if (result instanceof Matched) {
                return result;
            }
            NotMatched failure = (NotMatched) result;
            furthest = BY_PROGRESS.compare(failure, furthest) >= 0 ? failure : furthest;
        }
        return furthest;
    }

    /** Neither names nor dates nor issuers matter, only the leaf is looked at (RFC 7672 section 3.1.1). */
    private static DaneResult verifyEndEntity(X509Certificate leaf, TlsaRecord record, DigestOrder digests) {
        try {
            return new RecordMatcher(digests, record).matches(leaf)
                    ? new Matched(record, 0)
                    : new NotMatched(Reason.NO_RECORD_MATCHES, record + " does not match " + CertificateText.of(leaf));
        } catch (CertificateException | RuntimeException e) {
            return unreadable(record, e);
        }
    }

    /** The chain has to lead up to what the record matches, be in date and bear a name (RFC 7672 section 3.1.2). */
    private static DaneResult verifyTrustAnchor(
            List<X509Certificate> chain, TlsaRecord record, DigestOrder digests, PathJudge judge) {
        try {
            List<Anchor> anchors = new PublishedAnchors(digests).of(record, chain);
            List<CertificationPath> paths = PathFinder.find(chain, anchors);
            return judge.best(paths)
                    .map(judgement -> result(record, judgement))
                    .orElseGet(() -> noPath(chain, record, anchors));
        } catch (CertificateException | RuntimeException e) {
            return unreadable(record, e);
        }
    }

    private static DaneResult result(TlsaRecord record, Judgement judgement) {
        if (judgement instanceof Judgement.Holds holds) {
            return new Matched(record, holds.path().depth());
        }
        Judgement.Refused refused = (Judgement.Refused) judgement;
        return new NotMatched(reason(refused.defect()), record + ": " + refused.detail());
    }

    private static Reason reason(Judgement.Defect defect) {
        return switch (defect) {
            case NOT_TRUSTED -> Reason.CHAIN_NOT_TRUSTED;
            case NOT_YET_VALID, EXPIRED -> Reason.CHAIN_NOT_IN_DATE;
            case NAME_MISMATCH -> Reason.NAME_MISMATCH;
        };
    }

    private static DaneResult noPath(List<X509Certificate> chain, TlsaRecord record, List<Anchor> anchors) {
        String leaf = CertificateText.of(chain.get(0));
        boolean anchorShown = anchors.stream()
                .map(Anchor::knownCertificate)
                .flatMap(Optional::stream)
                .anyMatch(chain::contains);
        return anchorShown
                ? new NotMatched(
                        Reason.CHAIN_NOT_TRUSTED,
                        record + " matches a certificate in the chain, but " + leaf + " is not issued below it")
                : new NotMatched(
                        Reason.NO_RECORD_MATCHES,
                        record + " matches none of the " + chain.size() + " certificates shown with " + leaf);
    }

    private static NotMatched unreadable(TlsaRecord record, Exception e) {
        return new NotMatched(
                Reason.NO_RECORD_MATCHES,
                record + " could not be compared, a certificate is not readable: "
                        + CertificateText.clean(e.toString()));
    }
}
