package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.smtp.JamesUnderTest.Listener;

/** What James's TLS gives to clients that name the server, misname it, or do not name it. */
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

    /** An address, so that Java adds no name of its own. */
    private static SSLSocket connect(JamesUnderTest james) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), james.port());
        return (SSLSocket)
                SmtpWire.trustingAll().getSocketFactory().createSocket(plain, "127.0.0.1", james.port(), true);
    }
}
