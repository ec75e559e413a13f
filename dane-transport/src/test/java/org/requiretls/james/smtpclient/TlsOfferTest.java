package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;

class TlsOfferTest {

    @Test
    @DisplayName("S-OPP-04, S-OPP-05: nothing exotic is offered, forward secrecy is")
    @Covers({"R9325-3-01", "S-OPP-04", "S-OPP-05"})
    void nothingExoticIsOffered() {
        String[] byDefault = {
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256",
            "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_NULL_SHA256",
            "SSL_RSA_WITH_RC4_128_MD5",
            "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA"
        };

        assertThat(TlsOffer.DEFAULT.enabled(byDefault))
                .containsExactly(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    @DisplayName("S-OPP-05: what this Java offers has forward secrecy first")
    void forwardSecrecyComesFirst() throws Exception {
        List<String> offered = TlsOffer.DEFAULT.enabled(
                SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());

        assertThat(offered.get(0)).startsWith("TLS_AES_");
        assertThat(offered).contains("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void whatIsAskedForReplacesTheUsual() {
        TlsOffer offer = new TlsOffer(List.of("TLSv1.3"), List.of("TLS_AES_256_GCM_SHA384"));

        assertThat(offer.enabled(new String[] {"TLS_AES_128_GCM_SHA256"})).containsExactly("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void anOfferNeedsAVersion() {
        assertThatThrownBy(() -> new TlsOffer(List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
