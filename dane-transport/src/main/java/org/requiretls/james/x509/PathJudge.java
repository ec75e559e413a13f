package org.requiretls.james.x509;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.x509.Judgement.Defect;
import org.requiretls.james.x509.Judgement.Holds;
import org.requiretls.james.x509.Judgement.Refused;

/**
 * Says how far a certification path holds (RFC 5280 section 6, RFC 9525 section 6).
 *
 * @param references the names of which the leaf has to bear one
 * @param commonName whether a common name may be one of them
 * @param now the time at which the path has to be in date
 */
public record PathJudge(ReferenceIdentifiers references, CommonNameUse commonName, Instant now) {

    /** The best of several paths, or nothing if there is none. */
    public Optional<Judgement> best(List<CertificationPath> paths) {
        Optional<Judgement> best = Optional.empty();
        for (CertificationPath path : paths) {
            Judgement judgement = judge(path);
            if (judgement instanceof Holds) {
                return Optional.of(judgement);
            }
            best = best.filter(other -> Judgement.BY_PROGRESS.compare(other, judgement) >= 0)
                    .or(() -> Optional.of(judgement));
        }
        return best;
    }

    /** Trust before dates before names, so that the answer is what stands in the way last. */
    public Judgement judge(CertificationPath path) {
        try {
            return trustDefect(path)
                    .or(() -> dateDefect(path))
                    .<Judgement>map(refused -> refused)
                    .orElseGet(() -> judgeNames(path));
        } catch (RuntimeException e) {
            // What the JDK throws at a certificate made to break it must never count as trust.
            return new Refused(
                    Defect.NOT_TRUSTED,
                    CertificateText.of(path.leaf()) + " cannot be examined: " + CertificateText.clean(e.toString()));
        }
    }

    private Optional<Refused> trustDefect(CertificationPath path) {
        return AnchorLimits.violatedBy(path)
                .or(() -> ServerPurpose.missingIn(path))
                .or(() -> validationError(path))
                .map(detail -> new Refused(Defect.NOT_TRUSTED, detail));
    }

    private Optional<String> validationError(CertificationPath path) {
        Optional<X509Certificate> top = path.top();
        if (top.isEmpty()) {
            return Optional.empty();
        }
        try {
            CertPath jdkPath = CertificateFactory.getInstance("X.509").generateCertPath(path.below());
            PKIXParameters parameters = new PKIXParameters(Set.of(path.anchor().asIssuerOf(top.get())));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(whenAllAreInDate(path.below())));
            CertPathValidator.getInstance("PKIX").validate(jdkPath, parameters);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(CertificateText.of(path.leaf()) + " up to "
                    + path.anchor().describe() + ": " + CertificateText.clean(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Now, or else a time at which dates are no obstacle, so that the validator looks at everything else; the dates
     * have their own check. Without such a time the validator complains about dates, and rightly: the path never held.
     */
    private Instant whenAllAreInDate(List<X509Certificate> certificates) {
        Instant from = certificates.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Comparator.naturalOrder())
                .orElse(now);
        Instant until = certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElse(now);
        if (now.isBefore(from)) {
            return from;
        }
        return now.isAfter(until) ? until : now;
    }

    private Optional<Refused> dateDefect(CertificationPath path) {
        return dated(path).stream()
                .map(this::dateDefect)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The certificates whose dates bind; those of the leaf always do. */
    private static List<X509Certificate> dated(CertificationPath path) {
        List<X509Certificate> dated = new ArrayList<>(path.below().isEmpty() ? List.of(path.leaf()) : path.below());
        if (path.anchor().dates() == Anchor.Dates.BIND) {
            path.anchor().knownCertificate().ifPresent(dated::add);
        }
        return dated;
    }

    private Optional<Refused> dateDefect(X509Certificate certificate) {
        Instant notBefore = certificate.getNotBefore().toInstant();
        Instant notAfter = certificate.getNotAfter().toInstant();
        if (now.isBefore(notBefore)) {
            return Optional.of(new Refused(
                    Defect.NOT_YET_VALID, CertificateText.of(certificate) + " is valid only from " + notBefore));
        }
        if (now.isAfter(notAfter)) {
            return Optional.of(
                    new Refused(Defect.EXPIRED, CertificateText.of(certificate) + " expired at " + notAfter));
        }
        return Optional.empty();
    }

    private Judgement judgeNames(CertificationPath path) {
        try {
            PresentedIdentifiers presented = PresentedIdentifiers.of(path.leaf(), commonName);
            return references
                    .firstPresentedBy(presented)
                    .<Judgement>map(name -> new Holds(path, name))
                    .orElseGet(() -> new Refused(
                            Defect.NAME_MISMATCH,
                            CertificateText.of(path.leaf()) + " names " + CertificateText.of(presented.names())
                                    + "; looked for " + CertificateText.of(references.names())));
        } catch (CertificateParsingException e) {
            return new Refused(
                    Defect.NAME_MISMATCH,
                    CertificateText.of(path.leaf()) + ": " + CertificateText.clean(String.valueOf(e.getMessage())));
        }
    }
}
