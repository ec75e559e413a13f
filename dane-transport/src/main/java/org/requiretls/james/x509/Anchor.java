package org.requiretls.james.x509;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Where a certification path may end, because somebody vouches for it (RFC 5280 section 6.1.1 item d). */
public sealed interface Anchor {

    /** Whether this anchor could have issued the certificate; the signature may still be another's. */
    boolean mayHaveIssued(X509Certificate certificate);

    /** In the JDK's terms, as issuer of this certificate. */
    TrustAnchor asIssuerOf(X509Certificate certificate);

    /** The certificate of the anchor, where it has one. */
    Optional<X509Certificate> knownCertificate();

    /** Whether the anchor itself has to be in date. */
    Dates dates();

    /** For a log line. */
    String describe();

    /** What the validity period in the certificate of an anchor is worth. */
    enum Dates {
        BIND,
        DO_NOT_BIND
    }

    /**
     * A certificate that DNS vouches for. Its dates bind, as do the other limits that it sets to itself (RFC 7671
     * section 5.2.1).
     */
    static Anchor published(X509Certificate certificate) {
        return new OfCertificate(certificate, Dates.BIND);
    }

    /**
     * A certificate from the administrator's trust store. Its dates do not bind, it is trusted for as long as it is
     * in the store: RFC 5280 section 6.1.1 takes no dates from an anchor.
     */
    static Anchor configured(X509Certificate certificate) {
        return new OfCertificate(certificate, Dates.DO_NOT_BIND);
    }

    /** A key that DNS vouches for without a certificate, hence without name, dates or limits. */
    static Anchor published(PublicKey key) {
        return new OfKey(key);
    }

    /** See {@link #published(X509Certificate)} and {@link #configured(X509Certificate)}. */
    record OfCertificate(X509Certificate certificate, Dates dates) implements Anchor {
        @Override
        public boolean mayHaveIssued(X509Certificate issued) {
            return certificate.getSubjectX500Principal().equals(issued.getIssuerX500Principal());
        }

        @Override
        public TrustAnchor asIssuerOf(X509Certificate issued) {
            return new TrustAnchor(certificate, null);
        }

        @Override
        public Optional<X509Certificate> knownCertificate() {
            return Optional.of(certificate);
        }

        @Override
        public String describe() {
            return CertificateText.of(certificate);
        }
    }

    /** See {@link #published(PublicKey)}. */
    record OfKey(PublicKey key) implements Anchor {
        @Override
        public boolean mayHaveIssued(X509Certificate issued) {
            try {
                issued.verify(key);
                return true;
            } catch (GeneralSecurityException e) {
                // Signed by somebody else, or with an algorithm that this key cannot have used.
                return false;
            }
        }

        /** Under the issuer name that the certificate gives, since a bare key has none of its own. */
        @Override
        public TrustAnchor asIssuerOf(X509Certificate issued) {
            return new TrustAnchor(issued.getIssuerX500Principal(), key, null);
        }

        @Override
        public Optional<X509Certificate> knownCertificate() {
            return Optional.empty();
        }

        @Override
        public Dates dates() {
            return Dates.DO_NOT_BIND;
        }

        @Override
        public String describe() {
            return "a bare " + key.getAlgorithm() + " key";
        }
    }
}
