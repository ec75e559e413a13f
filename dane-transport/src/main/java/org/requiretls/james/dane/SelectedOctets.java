package org.requiretls.james.dane;

import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.x509.SubjectPublicKeyInfo;

/**
 * What TLSA records can publish of the certificates of one chain: their octets and digests (RFC 6698 sections 2.1.2 and
 * 2.1.3), each made when the first record asks for it and then kept for the others. For one handshake and one thread.
 */
final class SelectedOctets {

    private final DigestOrder digests;
    private final List<Made> made = new ArrayList<>();

    SelectedOctets(DigestOrder digests) {
        this.digests = digests;
    }

    private record Made(X509Certificate certificate, int selector, int matchingType, byte[] octets) {

        boolean is(X509Certificate asked, int askedSelector, int askedType) {
            return certificate == asked && selector == askedSelector && matchingType == askedType;
        }
    }

    /**
     * Whether a certificate has the octets or the digest that a record publishes.
     *
     * @throws CertificateEncodingException if the certificate cannot be taken apart
     */
    boolean match(TlsaRecord record, X509Certificate certificate) throws CertificateEncodingException {
        Optional<byte[]> found = find(certificate, record.selector(), record.matchingType());
        return found.isPresent() && MessageDigest.isEqual(found.get(), record.data());
    }

    private Optional<byte[]> find(X509Certificate certificate, int selector, int matchingType)
            throws CertificateEncodingException {
        for (Made earlier : made) {
            if (earlier.is(certificate, selector, matchingType)) {
                return Optional.of(earlier.octets());
            }
        }
        Optional<byte[]> octets = matchingType == TlsaRecord.MATCHING_EXACT
                ? Optional.of(selected(certificate, selector))
                : digest(certificate, selector, matchingType);
        octets.ifPresent(found -> made.add(new Made(certificate, selector, matchingType, found)));
        return octets;
    }

    private Optional<byte[]> digest(X509Certificate certificate, int selector, int matchingType)
            throws CertificateEncodingException {
        Optional<DigestOrder.Digest> digest = digests.digest(matchingType);
        return digest.isEmpty() ? Optional.empty() : Optional.of(digest.get().of(selected(certificate, selector)));
    }

    private static byte[] selected(X509Certificate certificate, int selector) throws CertificateEncodingException {
        return selector == TlsaRecord.SELECTOR_CERTIFICATE
                ? certificate.getEncoded()
                : SubjectPublicKeyInfo.of(certificate);
    }
}
