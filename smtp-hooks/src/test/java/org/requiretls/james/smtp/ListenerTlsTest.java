package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** What James's TLS gives to clients that name the server, misname it, or do not name it, and to those that come back. */
class ListenerTlsTest {

    @ParameterizedTest(name = "server name \"{0}\"")
    @ValueSource(strings = {"", "nope.example", "james.example"})
    @Covers({"R7672-8.1-04", "R7672-8.1-05", "R7671-10.1-02"})
    void r7672_8_1_05WhateverTheClientCallsItTheServerShowsItsCertificate(String name) throws Exception {
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.IMPLICIT_TLS);
                SSLSocket socket = connect(james)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getSession().getPeerCertificates()).isNotEmpty();
        }
    }

    /** RFC 8446 section 2.2: who comes back with a ticket is not shown the certificate again. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Covers({"S-RES-04", "S-OPP-06"})
    void s_res_04AResumedSessionIsOfferedTheKeywordLikeAnyOther(String version) throws Exception {
        CountingTrust trust = new CountingTrust();
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {trust}, null);
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.IMPLICIT_TLS)) {
            for (int visit = 0; visit < 2; visit++) {
                try (SSLSocket socket = connect(james, client)) {
                    socket.setEnabledProtocols(new String[] {version});
                    socket.startHandshake();
                    assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                    assertThat(answerToEhlo(socket)).anyMatch(line -> line.endsWith("REQUIRETLS"));
                }
            }
        }
        assertThat(trust.asked).isEqualTo(1);
    }

    private static List<String> answerToEhlo(SSLSocket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        in.readLine();
        socket.getOutputStream().write("EHLO client.example\r\n".getBytes(StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(in.readLine());
        } while (lines.get(lines.size() - 1).startsWith("250-"));
        return lines;
    }

    /** RFC 8314 section 4: where a handshake could only fail, STARTTLS is not offered. */
    @Test
    @Covers("R8314-4-02")
    void r8314_4_02WithoutAKeyThereIsNoStartTls() throws Exception {
        assertThatThrownBy(() -> JamesUnderTest.smtp(Listener.STARTTLS_WITHOUT_KEY))
                .as("a listener that is to offer it does not start")
                .isInstanceOf(Exception.class);
        try (JamesUnderTest james = JamesUnderTest.smtp(Listener.WITHOUT_TLS);
                SmtpWire wire = SmtpWire.connect(james)) {
            assertThat(wire.send("EHLO client.example")).doesNotContain("STARTTLS");
        }
    }

    private static SSLSocket connect(JamesUnderTest james) throws IOException {
        return connect(james, SmtpWire.trustingAll());
    }

    /** An address, so that Java adds no name of its own. */
    private static SSLSocket connect(JamesUnderTest james, SSLContext client) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), james.port());
        return (SSLSocket) client.getSocketFactory().createSocket(plain, "127.0.0.1", james.port(), true);
    }

    /** Trusts, and counts how often it was shown a certificate. */
    private static final class CountingTrust implements X509TrustManager {

        private int asked;

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            asked++;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
