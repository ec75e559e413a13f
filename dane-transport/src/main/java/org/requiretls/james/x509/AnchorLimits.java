package org.requiretls.james.x509;

import java.io.IOException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What the certificate of an anchor says about the path below it. The JDK's validator takes only name and key from
 * an anchor; RFC 7671 section 5.2.1 wants the other limits applied too.
 */
final class AnchorLimits {

    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int KEY_CERT_SIGN = 5;
    private static final int NO_AUTHORITY = -1;
    private static final int VERSION_WITH_EXTENSIONS = 3;

    private AnchorLimits() {}

    /** What is wrong, for a log line. */
    static Optional<String> violatedBy(CertificationPath path) {
        return path.anchor()
                .knownCertificate()
                .flatMap(anchor -> violation(anchor, path))
                .map(limit -> "the anchor " + path.anchor().describe() + " " + limit);
    }

    private static Optional<String> violation(X509Certificate anchor, CertificationPath path) {
        if (anchor.hasUnsupportedCriticalExtension()) {
            return Optional.of("has a critical extension that is not known here");
        }
        if (path.below().isEmpty()) {
            // The leaf is vouched for itself: it need not be an authority.
            return Optional.empty();
        }
        if (isNoAuthority(anchor)) {
            return Optional.of("is not allowed to issue certificates");
        }
        if (authoritiesBelow(path) > pathLength(anchor)) {
            return Optional.of("does not allow so many authorities below it");
        }
        if (!namesArePermitted(anchor, path)) {
            return Optional.of("does not permit the names in the path");
        }
        return Optional.empty();
    }

    private static boolean isNoAuthority(X509Certificate anchor) {
        boolean[] keyUsage = anchor.getKeyUsage();
        boolean mayNotSign = keyUsage != null && !keyUsage[KEY_CERT_SIGN];
        // Certificates before version 3 cannot say what they are.
        boolean isEndEntity =
                anchor.getVersion() >= VERSION_WITH_EXTENSIONS && anchor.getBasicConstraints() == NO_AUTHORITY;
        return mayNotSign || isEndEntity;
    }

    private static int pathLength(X509Certificate anchor) {
        return anchor.getVersion() >= VERSION_WITH_EXTENSIONS ? anchor.getBasicConstraints() : Integer.MAX_VALUE;
    }

    /** Self-issued ones do not count (RFC 5280 section 4.2.1.9), nor does the leaf. */
    private static long authoritiesBelow(CertificationPath path) {
        return path.below().stream()
                .skip(1)
                .filter(certificate -> !isSelfIssued(certificate))
                .count();
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static boolean namesArePermitted(X509Certificate anchor, CertificationPath path) {
        byte[] extension = anchor.getExtensionValue(NAME_CONSTRAINTS);
        if (extension == null) {
            return true;
        }
        return Der.whole(extension)
                .filter(element -> element.is(Der.OCTET_STRING))
                .map(Der::contentOctets)
                .filter(constraints -> permit(constraints, path))
                .isPresent();
    }

    private static boolean permit(byte[] constraints, CertificationPath path) {
        try {
            X509CertSelector selector = new X509CertSelector();
            selector.setNameConstraints(constraints);
            return constrained(path).stream().allMatch(selector::match);
        } catch (IOException e) {
            // Constraints that cannot be read permit nothing.
            return false;
        }
    }

    /**
     * The leaf always, of the authorities all but the self-issued (RFC 5280 section 6.1.3 items b and c). The JDK takes
     * a common name that could be a host name for one, in an authority's certificate too; here as in its validator.
     */
    private static List<X509Certificate> constrained(CertificationPath path) {
        return path.below().stream()
                .filter(certificate -> certificate.equals(path.leaf()) || !isSelfIssued(certificate))
                .toList();
    }
}
