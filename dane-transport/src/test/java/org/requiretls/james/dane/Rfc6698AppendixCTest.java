package org.requiretls.james.dane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.lab.conformance.Covers;

/** The association data that RFC 6698 gives for one certificate of 2012, made with other people's tools. */
class Rfc6698AppendixCTest {

    private static final String VECTORS = "rfc6698-appendix-c.csv";

    private static X509Certificate certificate;

    @BeforeAll
    static void readCertificate() throws Exception {
        try (var in = Rfc6698AppendixCTest.class.getResourceAsStream(VECTORS)) {
            String fullCertificate =
                    new String(in.readAllBytes()).lines().skip(1).findFirst().orElseThrow();
            byte[] der = HexFormat.of().parseHex(fullCertificate.substring("0,0,".length()));
            certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        }
    }

    @ParameterizedTest(name = "R6698-2.1.2-01, R6698-2.1.3-01: selector {0}, matching type {1}")
    @CsvFileSource(resources = VECTORS, numLinesToSkip = 1, maxCharsPerColumn = 10_000)
    @Covers({"R6698-2.1.2-01", "R6698-2.1.3-01"})
    void matches(int selector, int matchingType, String hex) {
        byte[] data = HexFormat.of().parseHex(hex);
        TlsaRecord endEntity = new TlsaRecord(3, selector, matchingType, data);
        assertThat(verify(endEntity)).isEqualTo(new Matched(endEntity, 0));

        data[data.length - 1] ^= 1;
        assertThat(verify(new TlsaRecord(3, selector, matchingType, data))).isNotInstanceOf(Matched.class);
    }

    @Test
    void vectorsAreSix() throws Exception {
        try (var in = Rfc6698AppendixCTest.class.getResourceAsStream(VECTORS)) {
            assertThat(new String(in.readAllBytes()).lines().skip(1)).hasSize(6);
        }
    }

    private static DaneResult verify(TlsaRecord record) {
        return new DaneVerifier().verify(List.of(certificate), TlsaSet.of(List.of(record)), List.of(), Instant.now());
    }
}
