package org.requiretls.james.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.KeyType;
import org.requiretls.james.lab.pki.TlsaData;

class SubjectPublicKeyInfoTest {

    /** Uncompressed: one octet for the form, 32 for each coordinate. */
    private static final int P256_POINT = 65;

    @ParameterizedTest(name = "R6698-2.1.2-01: the octets of the key in a certificate, {0}")
    @EnumSource
    void octetsAreThoseInTheCertificate(KeyType type) throws Exception {
        X509Certificate certificate =
                CertificateMaker.leaf("a.example").key(type).make().certificate();
        byte[] octets = SubjectPublicKeyInfo.of(certificate);
        assertThat(octets).isEqualTo(TlsaData.of(certificate, 1, 0));
        assertThat(SubjectPublicKeyInfo.isWellFormed(octets)).isTrue();
        assertThat(SubjectPublicKeyInfo.publicKey(octets)).contains(certificate.getPublicKey());
    }

    @ParameterizedTest(name = "a bare key of algorithm {0}")
    @ValueSource(strings = {"Ed25519", "Ed448", "DSA", "RSASSA-PSS"})
    void otherAlgorithms(String algorithm) throws Exception {
        var key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
        assertThat(SubjectPublicKeyInfo.isWellFormed(key.getEncoded())).isTrue();
        assertThat(SubjectPublicKeyInfo.publicKey(key.getEncoded())).contains(key);
    }

    @Test
    @DisplayName("R6698-4.1-07: a key is a whole number of octets")
    void unusedBitsAreRefused() throws Exception {
        byte[] octets = SubjectPublicKeyInfo.of(
                CertificateMaker.leaf("a.example").make().certificate());
        int unusedBits = octets.length - P256_POINT - 1;
        assertThat(octets[unusedBits]).isZero();
        octets[unusedBits] = 1;
        assertThat(SubjectPublicKeyInfo.isWellFormed(octets)).isFalse();
    }

    @Test
    @DisplayName("R6698-4.1-07: random and damaged octets are refused or read, never an exception")
    void damagedOctets() throws Exception {
        Random random = new Random(42);
        byte[] good = SubjectPublicKeyInfo.of(
                CertificateMaker.leaf("a.example").make().certificate());
        for (int round = 0; round < 10_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 3));
            int damages = 1 + random.nextInt(3);
            for (int i = 0; i < damages && bad.length > 0; i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            boolean readable = SubjectPublicKeyInfo.publicKey(bad).isPresent();
            if (readable) {
                assertThat(SubjectPublicKeyInfo.isWellFormed(bad)).isTrue();
            }
        }
        assertThat(SubjectPublicKeyInfo.isWellFormed(new byte[0])).isFalse();
    }
}
