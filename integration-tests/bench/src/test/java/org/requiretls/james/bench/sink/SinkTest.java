package org.requiretls.james.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;

class SinkTest {

    @TempDir
    private Path directory;

    private int port;
    private Sink sink;

    @BeforeEach
    void open() throws IOException {
        Identity identity = CertificateMaker.leaf("*.bench.test").selfSigned().make();
        Path chain = directory.resolve("chain.pem");
        Path key = directory.resolve("key.pem");
        identity.writeChainPem(chain);
        identity.writeKeyPem(key);
        port = LoopbackPorts.freeOn(SinkAddresses.of(0), SinkAddresses.of(1));
        sink = Sink.open(2, port, chain, key, Acknowledging.AT_ONCE);
        sink.begin(3);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    @DisplayName("Messages over TLS are counted, several on one connection, whatever their content ends with")
    void counted() throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(new InetSocketAddress(SinkAddresses.of(1), port))) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            smtp.expect(250, "EHLO client.test");
            for (int number = 0; number < 3; number++) {
                smtp.expect(250, "MAIL FROM:<a@client.test>");
                smtp.expect(250, "RCPT TO:<m3." + number + "@d1.bench.test>");
                assertThat(smtp.data("Subject: hello\n\nhello\n").code()).isEqualTo(250);
            }
        }

        assertThat(sink.count().messages()).isEqualTo(3);
        assertThat(sink.count().duplicates()).isZero();
    }

    @Test
    @DisplayName("A stalling host takes the connection and says nothing, until it is released")
    void stalling() throws IOException {
        sink.stall(1, 2);
        try (Socket hanging = new Socket(SinkAddresses.of(1), port)) {
            hanging.setSoTimeout(200);
            assertThatThrownBy(() -> hanging.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(sink.hanging()).isEqualTo(1);

            sink.release();

            assertThat(hanging.getInputStream().read()).isEqualTo(-1);
        }
        try (RawSmtp smtp = RawSmtp.connect(new InetSocketAddress(SinkAddresses.of(1), port))) {
            smtp.expect(250, "EHLO client.test");
        }
    }

    @Test
    @DisplayName("A host that stalls in TLS does the handshake and answers nothing after it")
    void stallingInTls() throws IOException {
        sink.stallInTls(1, 2);
        try (RawSmtp smtp = RawSmtp.connect(new InetSocketAddress(SinkAddresses.of(1), port))) {
            smtp.expect(250, "EHLO client.test");
            assertThat(smtp.startTls().code()).isEqualTo(220);
            assertThat(sink.hanging()).isZero();
            smtp.send("EHLO client.test\r\n".getBytes(StandardCharsets.US_ASCII));

            await().until(() -> sink.hanging() == 1);
            sink.release();

            assertThatThrownBy(smtp::readReply).isInstanceOf(IOException.class);
        }
    }
}
