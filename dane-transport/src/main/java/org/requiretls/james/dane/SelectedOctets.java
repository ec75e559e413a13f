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

    /** Nothing where the matching type is none of ours. */
    private Optional<byte[]> find(X509Certificate certificate, int selector, int matchingType)
            throws CertificateEncodingException {
        for (Made earlier : made) {
            if (earlier.is(certificate, selector, matchingType)) {
                return Optional.of(earlier.octets());
            }
        }
        byte[] octets;
        if (matchingType != TlsaRecord.MATCHING_EXACT) {
            Optional<DigestOrder.Digest> digest = digests.digest(matchingType);
            if (digest.isEmpty()) {
                return Optional.empty();
            }
            octets = digest.get().of(exact(certificate, selector));
        } else if (selector == TlsaRecord.SELECTOR_CERTIFICATE) {
            octets = certificate.getEncoded();
        } else {
            octets = SubjectPublicKeyInfo.of(exact(certificate, TlsaRecord.SELECTOR_CERTIFICATE));
        }
        made.add(new Made(certificate, selector, matchingType, octets));
        return Optional.of(octets);
    }

    private byte[] exact(X509Certificate certificate, int selector) throws CertificateEncodingException {
        return find(certificate, selector, TlsaRecord.MATCHING_EXACT).orElseThrow();
    }
}
