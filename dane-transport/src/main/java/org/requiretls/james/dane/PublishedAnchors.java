package org.requiretls.james.dane;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.x509.Anchor;
import org.requiretls.james.x509.SubjectPublicKeyInfo;

/**
 * What a DANE-TA record makes a trust anchor of (RFC 7671 section 5.2).
 *
 * @param octets of the chain, to compare with
 */
record PublishedAnchors(SelectedOctets octets) {

    /**
     * The certificates of the chain that the record matches, the leaf among them if it does (RFC 6698 appendix
     * A.1 has it that the end entity certificate may be the anchor); or else what a record with full data gives by itself.
     *
     * @throws CertificateException if a certificate of the chain cannot be read
     */
    List<Anchor> of(TlsaRecord record, List<X509Certificate> chain) throws CertificateException {
        List<Anchor> anchors = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            if (octets.match(record, certificate)) {
                anchors.add(Anchor.published(certificate));
            }
        }
        return anchors.isEmpty() ? ofRecordAlone(record).stream().toList() : anchors;
    }

    /** Section 5.2.2 for the certificate, section 5.2.3 for the key: the server need not send the anchor. */
    private static Optional<Anchor> ofRecordAlone(TlsaRecord record) {
        if (record.matchingType() != TlsaRecord.MATCHING_EXACT) {
            return Optional.empty();
        }
        return record.selector() == TlsaRecord.SELECTOR_CERTIFICATE
                ? certificate(record.data()).map(Anchor::published)
                : SubjectPublicKeyInfo.publicKey(record.data()).map(Anchor::published);
    }

    /** The certificate whose DER encoding these octets are; nothing if they are anything else, PEM included. */
    static Optional<X509Certificate> certificate(byte[] octets) {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(octets));
            boolean isAllThereIs = Arrays.equals(certificate.getEncoded(), octets);
            boolean hasKey = SubjectPublicKeyInfo.isWellFormed(SubjectPublicKeyInfo.of(certificate));
            return isAllThereIs && hasKey ? Optional.of(certificate) : Optional.empty();
        } catch (CertificateException | RuntimeException e) {
            // Whatever the parser does with octets from the network, it is no certificate then.
            return Optional.empty();
        }
    }
}
