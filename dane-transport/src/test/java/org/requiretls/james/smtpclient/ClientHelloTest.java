package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;

/** The first octets that the client says once STARTTLS is answered. */
@ParameterizedClass
@EnumSource(
        value = TlsProvider.class,
        names = {"NATIVE", "JDK"})
class ClientHelloTest extends ClientAgainstPeers {

    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RANDOM = 32;

    /** RFC 7250. */
    private static final int SERVER_CERTIFICATE_TYPE = 20;

    /** Those of the registry with an anonymous key exchange and AES or 3DES, which a TLS library could still know. */
    private static final Set<Integer> ANONYMOUS = Set.of(
            0x0018, 0x001B, 0x0034, 0x003A, 0x006C, 0x006D, 0x00A6, 0x00A7, 0xC015, 0xC016, 0xC017, 0xC018, 0xC019);

    /** With ECDHE and AES-GCM, by certificates of either kind, and one of TLS 1.3. */
    private static final Set<Integer> ORDINARY = Set.of(0xC02B, 0xC02F, 0x1301);

    private record Hello(int recordType, int recordVersion, int messageType, Set<Integer> suites, Set<Integer> types) {}

    @Test
    @Covers({"R7672-8.1-02", "R7672-8.2-01", "R7672-8.2-02", "R7671-5.1-02"})
    void isOfTlsAndOffersOrdinarySuitesWithCertificatesOnly() throws Exception {
        Hello hello = capture();

        assertThat(hello.recordType()).as("no SSLv2 hello").isEqualTo(HANDSHAKE_RECORD);
        assertThat(hello.recordVersion() >> 8).as("major version").isEqualTo(3);
        assertThat(hello.messageType()).isEqualTo(CLIENT_HELLO);
        assertThat(hello.suites()).containsAll(ORDINARY).doesNotContainAnyElementsOf(ANONYMOUS);
        assertThat(hello.types()).as("extensions").isNotEmpty().doesNotContain(SERVER_CERTIFICATE_TYPE);
    }

    private Hello capture() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<SessionOpening> opening = client.open(
                    SessionRequest.to((InetSocketAddress) server.getLocalSocketAddress(), "client.example.org")
                            .withServerName(MX)
                            .with(PATIENT));
            Hello hello;
            try (Socket socket = server.accept()) {
                hello = readHello(socket);
            }
            assertThat(result(opening)).isInstanceOf(SessionOpening.HandshakeFailed.class);
            return hello;
        }
    }

    private static Hello readHello(Socket socket) throws IOException {
        // Without buffering beyond the lines: what follows them is TLS.
        DataInputStream in = new DataInputStream(socket.getInputStream());
        say(socket, "220 mx");
        readLine(in);
        say(socket, "250-mx", "250 STARTTLS");
        readLine(in);
        say(socket, "220 go");
        int recordType = in.readUnsignedByte();
        int recordVersion = in.readUnsignedShort();
        ByteBuffer body = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
        int messageType = body.get();
        body.position(4 + 2 + RANDOM);
        body.position(body.position() + 1 + body.get(body.position()));
        Set<Integer> suites = new HashSet<>();
        int suitesEnd = unsignedShort(body) + body.position();
        while (body.position() < suitesEnd) {
            suites.add(unsignedShort(body));
        }
        body.position(body.position() + 1 + body.get(body.position()));
        Set<Integer> extensions = new HashSet<>();
        int extensionsEnd = unsignedShort(body) + body.position();
        while (body.position() < extensionsEnd) {
            extensions.add(unsignedShort(body));
            int length = unsignedShort(body);
            body.position(body.position() + length);
        }
        return new Hello(recordType, recordVersion, messageType, suites, extensions);
    }

    private static int unsignedShort(ByteBuffer buffer) {
        return Short.toUnsignedInt(buffer.getShort());
    }

    private static void say(Socket socket, String... lines) throws IOException {
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void readLine(DataInputStream in) throws IOException {
        int octet;
        do {
            octet = in.readUnsignedByte();
        } while (octet != '\n');
    }
}
