package org.requiretls.james.dane;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.DaneResult.Reason;
import org.requiretls.james.x509.Anchor;
import org.requiretls.james.x509.CertificateText;
import org.requiretls.james.x509.CertificationPath;
import org.requiretls.james.x509.Judgement;
import org.requiretls.james.x509.PathFinder;
import org.requiretls.james.x509.PathJudge;

/**
 * One chain held against the records of its host, one record after the other until the first match, so that no path is
 * looked for where a DANE-EE record matches. What stood in the way is put into words only where nothing matches. For
 * one handshake and one thread.
 */
final class ChainComparison {

    private final List<X509Certificate> chain;
    private final SelectedOctets octets;
    private final Supplier<PathJudge> judge;
    private Shortfall furthest = new Shortfall(Reason.NO_RECORD_MATCHES, () -> "no usable TLSA record");

    /** How far a record came. */
    private record Shortfall(Reason reason, Supplier<String> detail) {

        NotMatched told() {
            return new NotMatched(reason, detail.get());
        }
    }

    /**
     * @param chain not empty
     * @param judge of the paths below trust anchors, asked only where there is a path
     */
    ChainComparison(List<X509Certificate> chain, DigestOrder digests, Supplier<PathJudge> judge) {
        this.chain = chain;
        this.octets = new SelectedOctets(digests);
        this.judge = judge;
    }

    DaneResult with(TlsaSet records) {
        for (TlsaRecord record : records.considered()) {
            if (record.usage() == TlsaRecord.USAGE_DANE_EE && isEndEntity(record)) {
                return new Matched(record, 0);
            }
        }
        for (TlsaRecord record : records.considered()) {
            if (record.usage() == TlsaRecord.USAGE_DANE_TA) {
                Optional<Matched> match = below(record);
                if (match.isPresent()) {
                    return match.get();
                }
            }
        }
        return furthest.told();
    }

    /** Neither names nor dates nor issuers matter, only the leaf is looked at (RFC 7672 section 3.1.1). */
    private boolean isEndEntity(TlsaRecord record) {
        try {
            if (octets.match(record, chain.get(0))) {
                return true;
            }
            fellShort(Reason.NO_RECORD_MATCHES, () -> record + " does not match " + leaf());
        } catch (CertificateException | RuntimeException e) {
            unreadable(record, e);
        }
        return false;
    }

    /** The chain has to lead up to what the record matches, be in date and bear a name (RFC 7672 section 3.1.2). */
    private Optional<Matched> below(TlsaRecord record) {
        try {
            List<Anchor> anchors = new PublishedAnchors(octets).of(record, chain);
            List<CertificationPath> paths = PathFinder.find(chain, anchors);
            Optional<Judgement> judgement =
                    paths.isEmpty() ? Optional.empty() : judge.get().best(paths);
            if (judgement.isPresent() && judgement.get() instanceof Judgement.Holds holds) {
                return Optional.of(new Matched(record, holds.path().depth()));
            }
            judgement
                    .map(Judgement.Refused.class::cast)
                    .ifPresentOrElse(
                            refused -> fellShort(reason(refused.defect()), () -> record + ": " + refused.detail()),
                            () -> noPath(record, anchors));
        } catch (CertificateException | RuntimeException e) {
            unreadable(record, e);
        }
        return Optional.empty();
    }

    private static Reason reason(Judgement.Defect defect) {
        return switch (defect) {
            case NOT_TRUSTED -> Reason.CHAIN_NOT_TRUSTED;
            case NOT_YET_VALID, EXPIRED -> Reason.CHAIN_NOT_IN_DATE;
            case NAME_MISMATCH -> Reason.NAME_MISMATCH;
        };
    }

    private void noPath(TlsaRecord record, List<Anchor> anchors) {
        boolean anchorShown = anchors.stream()
                .map(Anchor::knownCertificate)
                .flatMap(Optional::stream)
                .anyMatch(chain::contains);
        if (anchorShown) {
            fellShort(
                    Reason.CHAIN_NOT_TRUSTED,
                    () -> record + " matches a certificate in the chain, but " + leaf() + " is not issued below it");
        } else {
            fellShort(
                    Reason.NO_RECORD_MATCHES,
                    () -> record + " matches none of the " + chain.size() + " certificates shown with " + leaf());
        }
    }

    private void unreadable(TlsaRecord record, Exception e) {
        fellShort(
                Reason.NO_RECORD_MATCHES,
                () -> record + " could not be compared, a certificate is not readable: "
                        + CertificateText.clean(e.toString()));
    }

    /** Of records that came as far, the later one is told. */
    private void fellShort(Reason reason, Supplier<String> detail) {
        if (reason.compareTo(furthest.reason()) >= 0) {
            furthest = new Shortfall(reason, detail);
        }
    }

    private String leaf() {
        return CertificateText.of(chain.get(0));
    }
}
