package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameIndicationTest {

    @ParameterizedTest
    @ValueSource(strings = {"mx1.example.net", "mx_1.example.net", "xn--mller-kva.example"})
    void standsInTheClientHello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new ServerNameIndication(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer clientHello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), clientHello);
        assertThat(new String(clientHello.array(), StandardCharsets.ISO_8859_1)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mx.example.net.", "mü.example", "a..b", "[127.0.0.1]", "a b"})
    void isAHostName(String name) {
        assertThatThrownBy(() -> new ServerNameIndication(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isShortEnough() {
        assertThatThrownBy(() -> new ServerNameIndication("a.".repeat(127) + "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
