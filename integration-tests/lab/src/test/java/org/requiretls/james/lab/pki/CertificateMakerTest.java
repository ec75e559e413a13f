package org.requiretls.james.lab.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateMakerTest {

    private final Identity root = CertificateMaker.root("Lab Root").make();
    private final Identity issuing =
            CertificateMaker.intermediate("Lab Issuing CA").signedBy(root).make();
    private final Identity mx = CertificateMaker.leaf("mx1.example.com", "*.example.org")
            .signedBy(issuing)
            .make();

    @Test
    void chainIsWholeInOrderAndValidForTheJdk() throws Exception {
        assertThat(mx.chain()).containsExactly(mx.certificate(), issuing.certificate(), root.certificate());
        validate(mx.withoutRoot().chain());
    }

    @Test
    void namesStandInTheCertificateAsGiven() throws Exception {
        assertThat(mx.certificate().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "mx1.example.com"), List.of(2, "*.example.org"));
        X509Certificate cnOnly =
                CertificateMaker.leaf().commonName("mx.example.com").make().certificate();
        assertThat(cnOnly.getSubjectAlternativeNames()).isNull();
        assertThat(cnOnly.getSubjectX500Principal().getName()).isEqualTo("CN=mx.example.com");
        X509Certificate withNul =
                CertificateMaker.leaf("mx.example.com\0.evil.example").make().certificate();
        assertThat(withNul.getSubjectAlternativeNames()).containsExactly(List.of(2, "mx.example.com\0.evil.example"));
    }

    @Test
    void datesAreAsOrdered() {
        X509Certificate old = CertificateMaker.leaf("a").expired().make().certificate();
        X509Certificate early = CertificateMaker.leaf("a").notYetValid().make().certificate();
        assertThatThrownBy(old::checkValidity).isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(early::checkValidity).isInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void forgedCertificateBearsTheNameButNotTheSignatureOfItsIssuer() {
        X509Certificate forged =
                CertificateMaker.leaf("a").signedBy(root).forged().make().certificate();
        assertThat(forged.getIssuerX500Principal()).isEqualTo(root.certificate().getSubjectX500Principal());
        assertThatThrownBy(() -> forged.verify(root.certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void crossSignedAuthorityHasOneKeyAndTwoIssuers() throws Exception {
        Identity otherRoot = CertificateMaker.root("Other Root").make();
        Identity crossed = CertificateMaker.intermediate("Lab Issuing CA")
                .key(issuing.keyPair())
                .signedBy(otherRoot)
                .make();
        mx.certificate().verify(crossed.certificate().getPublicKey());
        crossed.certificate().verify(otherRoot.certificate().getPublicKey());
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"EC_P256", "RSA_2048"})
    void everyKeyTypeServesTls(KeyType type) {
        Identity server = CertificateMaker.leaf("a").key(type).signedBy(root).make();
        assertThat(server.sslContext().getServerSocketFactory()).isNotNull();
        assertThat(server.certificate().getPublicKey())
                .isEqualTo(server.keyPair().getPublic());
    }

    @Test
    void filesCanBeReadBack(@TempDir Path dir) throws Exception {
        char[] password = "secret".toCharArray();
        mx.writePkcs12(dir.resolve("mx.p12"), password);
        mx.writeTrustStore(dir.resolve("trust.p12"), password);
        mx.writeChainPem(dir.resolve("chain.pem"));
        mx.writeKeyPem(dir.resolve("key.pem"));

        KeyStore store = KeyStore.getInstance(dir.resolve("mx.p12").toFile(), password);
        assertThat(store.getCertificateChain(Identity.ALIAS))
                .containsExactly(mx.chain().toArray(X509Certificate[]::new));
        assertThat(store.getKey(Identity.ALIAS, password)).isEqualTo(mx.privateKey());
        KeyStore trust = KeyStore.getInstance(dir.resolve("trust.p12").toFile(), password);
        assertThat(trust.getCertificate(Identity.ALIAS)).isEqualTo(root.certificate());
        assertThat(readPem(dir.resolve("chain.pem"))).containsExactlyElementsOf(mx.chain());
        byte[] der = Base64.getMimeDecoder()
                .decode(Files.readString(dir.resolve("key.pem")).replaceAll("-----[A-Z ]+-----", ""));
        assertThat(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)))
                .isEqualTo(mx.privateKey());
    }

    @Test
    void tlsaDataAgreesWithTheJdk() throws Exception {
        X509Certificate leaf = mx.certificate();
        assertThat(TlsaData.of(leaf, 0, 0)).isEqualTo(leaf.getEncoded());
        assertThat(TlsaData.of(leaf, 1, 0)).isEqualTo(leaf.getPublicKey().getEncoded());
        assertThat(TlsaData.of(leaf, 0, 1))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
        assertThat(TlsaData.of(leaf, 1, 2))
                .isEqualTo(MessageDigest.getInstance("SHA-512")
                        .digest(leaf.getPublicKey().getEncoded()));
        assertThat(TlsaData.zoneText(leaf, 3, 1, 1)).matches("3 1 1 [0-9a-f]{64}");
    }

    private void validate(List<X509Certificate> chain) throws Exception {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static List<X509Certificate> readPem(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
