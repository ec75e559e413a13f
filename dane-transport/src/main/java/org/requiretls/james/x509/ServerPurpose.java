package org.requiretls.james.x509;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The extended key usage (RFC 5280 section 4.2.1.12): a certificate that has the extension serves the purposes named
 * there and no other. In an authority's certificate it limits what the authority may issue, as is common practice.
 */
final class ServerPurpose {

    private static final List<String> SUFFICIENT = List.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

    private ServerPurpose() {}

    /** Which certificate may not be used for a TLS server, for a log line. */
    static Optional<String> missingIn(CertificationPath path) {
        return Stream.concat(path.below().stream(), path.anchor().knownCertificate().stream())
                .filter(certificate -> !servesTls(certificate))
                .findFirst()
                .map(certificate -> CertificateText.of(certificate) + " is not meant for TLS servers");
    }

    private static boolean servesTls(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.stream().anyMatch(SUFFICIENT::contains);
        } catch (CertificateParsingException e) {
            // A purpose that cannot be read is not ours.
            return false;
        }
    }
}
