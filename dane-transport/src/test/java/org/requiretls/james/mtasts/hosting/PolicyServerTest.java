package org.requiretls.james.mtasts.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;

class PolicyServerTest {

    private static final String OURS = "version: STSv1\r\nmode: enforce\r\nmx: mx.our.test\r\nmax_age: 1209600\r\n";
    private static final String OTHER = "version: STSv1\nmode: none\nmax_age: 60\n";
    private static final int BOUND_MILLIS = 10_000;

    private PublishedPolicies policies;
    private PolicyServer server;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("our.test.txt"), OURS);
        Files.writeString(directory.resolve("other.test.txt"), OTHER);
        policies = PublishedPolicies.in(directory);
        server = new PolicyServer(new InetSocketAddress("127.0.0.1", 0), policies);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String answer(String request) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(BOUND_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String get(String method, String path, String host) throws IOException {
        return answer(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mta-sts.our.test", "MTA-STS.Our.Test", "mta-sts.our.test:443"})
    @Covers("R8461-3.3-16")
    void servesThePolicyOctetByOctet(String host) throws IOException {
        String answer = get("GET", "/.well-known/mta-sts.txt", host);

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("content-type: text/plain\r\n")
                .endsWith("\r\n\r\n" + OURS);
    }

    @Test
    void servesEachDomainItsOwn() throws IOException {
        assertThat(get("GET", "/.well-known/mta-sts.txt", "mta-sts.other.test")).endsWith(OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "/.well-known/mta-sts.txt, our.test",
        "/.well-known/mta-sts.txt, mta-sts.unknown.test",
        "/.well-known/mta-sts.txt, mta-sts.mta-sts.our.test",
        "/.well-known/mta-sts.txt, ''",
        "/, mta-sts.our.test",
        "/.well-known/mta-sts.txt/, mta-sts.our.test",
        "/.well-known/../.well-known/mta-sts.txt, mta-sts.our.test",
        "/.well-known/mta-sts.txt?x, mta-sts.our.test"
    })
    void hasNothingElse(String path, String host) throws IOException {
        assertThat(get("GET", path, host)).startsWith("HTTP/1.1 404 ").doesNotContain("STSv1");
    }

    @Test
    void answersHeadWithoutBody() throws IOException {
        assertThat(get("HEAD", "/.well-known/mta-sts.txt", "mta-sts.our.test"))
                .contains("content-length: " + OURS.length())
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "CONNECT"})
    void takesNothing(String method) throws IOException {
        assertThat(get(method, "/.well-known/mta-sts.txt", "mta-sts.our.test")).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void survivesWhatIsNotHttp() throws IOException {
        answer("\u0000\u0001 nonsense\r\n\r\n");

        assertThat(get("GET", "/.well-known/mta-sts.txt", "mta-sts.our.test")).endsWith(OURS);
    }

    @Test
    void saysWhereItCanNotListen() {
        assertThatThrownBy(() -> new PolicyServer(server.address(), policies))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(server.address().getPort()));
    }
}
