package org.requiretls.james.x509;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The public key of a certificate together with its algorithm (RFC 5280 section 4.1.2.7), as octets. */
public final class SubjectPublicKeyInfo {

    /** The fields between version and key: serial number, signature, issuer, validity, subject. */
    private static final int FIELDS_BEFORE_KEY = 5;

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS", "DSA");

    private SubjectPublicKeyInfo() {}

    /**
     * The octets of the field as they stand in the certificate.
     *
     * <p>Not {@code getPublicKey().getEncoded()}: that is the JDK's own encoding of the key, which need not be the
     * one that was sent, and RFC 6698 section 2.1.2 digests what was sent.
     *
     * @throws CertificateEncodingException if the certificate does not have the form of one
     */
    public static byte[] of(X509Certificate certificate) throws CertificateEncodingException {
        return of(certificate.getEncoded());
    }

    /**
     * The same of the encoding of a certificate.
     *
     * @throws CertificateEncodingException if the octets do not have the form of one
     */
    public static byte[] of(byte[] certificate) throws CertificateEncodingException {
        return Der.whole(certificate)
                .filter(element -> element.is(Der.SEQUENCE))
                .flatMap(Der::firstInside)
                .filter(element -> element.is(Der.SEQUENCE))
                .flatMap(SubjectPublicKeyInfo::insideToBeSigned)
                .map(Der::encoded)
                .orElseThrow(() -> new CertificateEncodingException("No SubjectPublicKeyInfo where it should be"));
    }

    private static Optional<Der> insideToBeSigned(Der toBeSigned) {
        Optional<Der> field = toBeSigned.firstInside();
        if (field.isPresent() && field.get().is(Der.CONTEXT_0)) {
            field = field.get().next(toBeSigned);
        }
        for (int i = 0; i < FIELDS_BEFORE_KEY && field.isPresent(); i++) {
            field = field.get().next(toBeSigned);
        }
        return field.filter(SubjectPublicKeyInfo::isWellFormed);
    }

    /** Whether the octets are one SubjectPublicKeyInfo and nothing else; the algorithm may be unknown here. */
    public static boolean isWellFormed(byte[] octets) {
        return Der.whole(octets).filter(SubjectPublicKeyInfo::isWellFormed).isPresent();
    }

    private static boolean isWellFormed(Der element) {
        Optional<Der> algorithm = element.firstInside().filter(inner -> inner.is(Der.SEQUENCE));
        Optional<Der> key = algorithm.flatMap(inner -> inner.next(element)).filter(Der::isWholeOctets);
        return element.is(Der.SEQUENCE) && key.isPresent() && key.get().end() == element.end();
    }

    /**
     * The key in these octets; nothing if this JVM does not know its algorithm, or would write it in another way: then
     * they are not the encoding of that key alone.
     */
    public static Optional<PublicKey> publicKey(byte[] octets) {
        return ALGORITHMS.stream()
                .map(algorithm -> publicKey(algorithm, octets))
                .flatMap(Optional::stream)
                .filter(key -> Arrays.equals(key.getEncoded(), octets))
                .findFirst();
    }

    private static Optional<PublicKey> publicKey(String algorithm, byte[] octets) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(octets)));
        } catch (GeneralSecurityException e) {
            // Another algorithm's key, or one that this JVM lacks: the caller learns it from the empty answer.
            return Optional.empty();
        }
    }
}
