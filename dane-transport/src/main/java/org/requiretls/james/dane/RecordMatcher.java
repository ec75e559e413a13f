package org.requiretls.james.dane;

import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.requiretls.james.x509.SubjectPublicKeyInfo;

/** Whether a certificate has the octets or the digest that a record publishes (RFC 6698 sections 2.1.2 and 2.1.3). */
record RecordMatcher(DigestOrder digests, TlsaRecord record) {

    /** @throws CertificateEncodingException if the certificate cannot be taken apart */
    boolean matches(X509Certificate certificate) throws CertificateEncodingException {
        byte[] selected = selected(certificate);
        if (record.matchingType() == TlsaRecord.MATCHING_EXACT) {
            return MessageDigest.isEqual(selected, record.data());
        }
        return digests.digest(record.matchingType())
                .map(digest -> digest.of(selected))
                .filter(value -> MessageDigest.isEqual(value, record.data()))
                .isPresent();
    }

    private byte[] selected(X509Certificate certificate) throws CertificateEncodingException {
        return record.selector() == TlsaRecord.SELECTOR_CERTIFICATE
                ? certificate.getEncoded()
                : SubjectPublicKeyInfo.of(certificate);
    }
}
