package org.requiretls.james.dane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.x509.SubjectPublicKeyInfo;

/**
 * The records that a domain publishes for servers of its own: {@code 3 1 1} for most of them, {@code 2 0 1} where one
 * authority of the domain's own stands above many (RFC 7672 section 3.1). Never usage 0 or 1 (section 3.1.3).
 */
public final class OwnRecords {

    private OwnRecords() {}

    /** {@code 3 1 1}: it outlives each renewal of the certificate that keeps the key (RFC 7671 section 5.1). */
    public static TlsaRecord ofServer(X509Certificate certificate) {
        try {
            return ofKey(SubjectPublicKeyInfo.of(certificate));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("The certificate can't be taken apart: " + e.getMessage(), e);
        }
    }

    /**
     * {@code 3 1 1} of a key that has no certificate yet.
     *
     * @param subjectPublicKeyInfo DER
     */
    public static TlsaRecord ofKey(byte[] subjectPublicKeyInfo) {
        if (!SubjectPublicKeyInfo.isWellFormed(subjectPublicKeyInfo)) {
            throw new IllegalArgumentException("These octets are no SubjectPublicKeyInfo");
        }
        return new TlsaRecord(
                TlsaRecord.USAGE_DANE_EE,
                TlsaRecord.SELECTOR_PUBLIC_KEY,
                TlsaRecord.MATCHING_SHA256,
                sha256(subjectPublicKeyInfo));
    }

    /**
     * {@code 2 0 1} of the authority that stands at the end of a chain, if one does: only what is shown in the handshake
     * can be an anchor by its digest (RFC 7672 section 3.1.2).
     *
     * @param chain as the server shows it, its own certificate first
     */
    public static Optional<TlsaRecord> ofAnchor(List<X509Certificate> chain) {
        return anchor(chain)
                .map(certificate -> new TlsaRecord(
                        TlsaRecord.USAGE_DANE_TA,
                        TlsaRecord.SELECTOR_CERTIFICATE,
                        TlsaRecord.MATCHING_SHA256,
                        sha256(encoded(certificate))));
    }

    /** The last certificate of the chain, if it may issue others. */
    public static Optional<X509Certificate> anchor(List<X509Certificate> chain) {
        return Optional.of(chain.get(chain.size() - 1))
                .filter(last -> chain.size() > 1 && last.getBasicConstraints() >= 0);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("The certificate has no encoding: " + e.getMessage(), e);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
