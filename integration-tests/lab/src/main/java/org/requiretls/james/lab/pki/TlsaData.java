package org.requiretls.james.lab.pki;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.util.encoders.Hex;

/** The certificate association data of a TLSA record (RFC 6698 section 2.1.4). */
public final class TlsaData {

    private TlsaData() {}

    /**
     * The data that binds a certificate.
     *
     * @param selector 0 for the certificate, 1 for its public key
     * @param matchingType 0 for the bytes themselves, 1 for SHA-256, 2 for SHA-512
     * @throws IllegalArgumentException for any other selector or matching type
     */
    public static byte[] of(X509Certificate certificate, int selector, int matchingType) {
        byte[] selected = select(certificate, selector);
        return switch (matchingType) {
            case 0 -> selected;
            case 1 -> digest(new SHA256Digest(), selected);
            case 2 -> digest(new SHA512Digest(), selected);
            default -> throw new IllegalArgumentException("No such matching type: " + matchingType);
        };
    }

    /** The record data as in a zone file, such as {@code 3 1 1 0a1b…}. */
    public static String zoneText(X509Certificate certificate, int usage, int selector, int matchingType) {
        return usage + " " + selector + " " + matchingType + " "
                + Hex.toHexString(of(certificate, selector, matchingType));
    }

    private static byte[] select(X509Certificate certificate, int selector) {
        try {
            Certificate parsed = Certificate.getInstance(certificate.getEncoded());
            return switch (selector) {
                case 0 -> parsed.getEncoded();
                case 1 -> parsed.getSubjectPublicKeyInfo().getEncoded();
                default -> throw new IllegalArgumentException("No such selector: " + selector);
            };
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalArgumentException("This certificate has no encoding", e);
        }
    }

    private static byte[] digest(Digest digest, byte[] data) {
        digest.update(data, 0, data.length);
        byte[] value = new byte[digest.getDigestSize()];
        digest.doFinal(value, 0);
        return value;
    }
}
