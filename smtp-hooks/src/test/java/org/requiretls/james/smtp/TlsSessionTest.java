package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsSessionTest {

    @Test
    void withoutTlsHandlerItIsClearText() {
        assertThat(TlsSession.of(FakeSession.inClearText())).isEqualTo(TlsSession.CLEAR_TEXT);
    }

    @ParameterizedTest(name = "R8689-2-11: {0} {1} is {2}")
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256,                HANDSHAKE_DONE",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, HANDSHAKE_DONE",
        "NONE,    SSL_NULL_WITH_NULL_NULL,               PENDING",
        "TLSv1.2, SSL_NULL_WITH_NULL_NULL,               PENDING",
        "NONE,    TLS_AES_128_GCM_SHA256,                PENDING",
        "TLSv1.2, TLS_RSA_WITH_NULL_SHA256,              PENDING",
        ",        TLS_AES_128_GCM_SHA256,                PENDING",
        "TLSv1.3, ,                                      PENDING",
    })
    void onlyARealCipherSuiteIsTls(String protocol, String suite, String expected) {
        assertThat(TlsSession.of(FakeSession.withCipherSuite(protocol, suite)))
                .isEqualTo(expected.equals("PENDING") ? TlsSession.HANDSHAKE_PENDING : TlsSession.ESTABLISHED);
    }
}
