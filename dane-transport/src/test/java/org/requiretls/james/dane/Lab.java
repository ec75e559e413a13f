package org.requiretls.james.dane;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;

/** One family of certificates for all tests of this package, made once. */
final class Lab {

    static final String MX = "mx1.example.com";
    static final List<String> NAMES = List.of(MX);
    static final Instant NOW = Instant.now();

    static final Identity ROOT = CertificateMaker.root("Lab Root").make();
    static final Identity ISSUING =
            CertificateMaker.intermediate("Lab Issuing CA").signedBy(ROOT).make();
    static final Identity SERVER = CertificateMaker.leaf(MX).signedBy(ISSUING).make();
    static final Identity STRANGER = CertificateMaker.root("Stranger").make();

    private Lab() {}

    static TlsaRecord record(int usage, int selector, int matchingType, X509Certificate certificate) {
        return new TlsaRecord(usage, selector, matchingType, TlsaData.of(certificate, selector, matchingType));
    }

    static TlsaRecord record(int usage, int selector, int matchingType, Identity identity) {
        return record(usage, selector, matchingType, identity.certificate());
    }

    static DaneResult verify(Identity shown, List<String> names, TlsaRecord... records) {
        return new DaneVerifier().verify(shown.chain(), TlsaSet.of(List.of(records)), names, NOW);
    }

    static DaneResult verify(Identity shown, TlsaRecord... records) {
        return verify(shown, NAMES, records);
    }
}
