package org.requiretls.james.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;

class HttpsPosterTest {

    private static final byte[] FILE = {31, -117, 8, 0};
    private static final Identity ROOT = CertificateMaker.root("Lab Root").make();

    private record Posted(String path, String type, byte[] body) {}

    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private HttpsServer server;
    private int status = 200;

    private URI start(Identity identity) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext()));
        server.createContext("/", this::answer);
        server.start();
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/reports?a=b");
    }

    private void answer(HttpExchange exchange) throws IOException {
        posted.add(new Posted(
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestBody().readAllBytes()));
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static HttpsPoster poster() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(ROOT.trustStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new HttpsPoster(context, any -> true);
    }

    private static Identity good() {
        return CertificateMaker.leaf("localhost").signedBy(ROOT).make();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    @Covers({"R8460-3-11", "R8460-5.4-01", "R8460-5.4-02", "R8460-5.4-03", "R8460-5.2-01"})
    void posts(int success) throws Exception {
        URI uri = start(good());
        status = success;
        poster().post(uri, FILE);

        assertThat(posted).hasSize(1);
        assertThat(posted.get(0).path()).isEqualTo("/reports?a=b");
        assertThat(posted.get(0).type()).isEqualTo("application/tlsrpt+gzip");
        assertThat(posted.get(0).body()).isEqualTo(FILE);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 404, 500, 503})
    @Covers("R8460-5.4-03")
    void saysWhatElseWasAnswered(int failure) throws Exception {
        URI uri = start(good());
        status = failure;

        assertThatThrownBy(() -> poster().post(uri, FILE))
                .isInstanceOf(ReportNotTakenException.class)
                .hasMessageContaining(String.valueOf(failure));
        assertThat(posted).as("redirects are not followed").hasSize(1);
    }

    @Test
    @Covers("R8460-3-12")
    void putsUpWithABadCertificate() throws Exception {
        for (Identity bad : List.of(
                CertificateMaker.leaf("localhost").signedBy(ROOT).expired().make(),
                CertificateMaker.leaf("other.example").signedBy(ROOT).make(),
                CertificateMaker.leaf("localhost").selfSigned().make())) {
            URI uri = start(bad);
            assertThatCode(() -> poster().post(uri, FILE)).doesNotThrowAnyException();
            stop();
        }
        assertThat(posted).hasSize(3);
    }

    @Test
    void failsWhereNobodyListens() throws Exception {
        URI uri = start(good());
        stop();

        assertThatThrownBy(() -> poster().post(uri, FILE)).isInstanceOf(ReportNotTakenException.class);
    }

    /** Else one domain could keep all others from their reports. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void doesNotWaitForAnAnswerWithoutEnd() throws Exception {
        URI uri = start(good());
        CountDownLatch over = new CountDownLatch(1);
        server.removeContext("/");
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            poster().post(uri, FILE);
        } finally {
            over.countDown();
        }
    }

    /** Whoever publishes the address of a report also has the say over where its name leads to. */
    @ParameterizedTest
    @CsvSource({
        "93.184.216.34, true",
        "93.184.216.34 10.0.0.1, false",
        "127.0.0.1, false",
        "169.254.169.254, false",
        "::1, false",
        "fd00::1, false",
        "64:ff9b::10.0.0.1, false",
        "'', false"
    })
    void looksWhereANameLeadsTo(String addresses, boolean isPublic) {
        assertThat(HttpsPoster.isPublicHost("reports.d.example", host -> {
                    if (addresses.isEmpty()) {
                        throw new UnknownHostException(host);
                    }
                    List<InetAddress> all = new ArrayList<>();
                    for (String address : addresses.split(" ")) {
                        all.add(InetAddress.getByName(address));
                    }
                    return all.toArray(InetAddress[]::new);
                }))
                .isEqualTo(isPublic);
    }

    @Test
    void postsNothingIntoTheOwnNetwork() throws Exception {
        URI uri = start(good());
        HttpsPoster careful = new HttpsPoster(SSLContext.getDefault(), HttpsPoster::isPublicName);

        assertThatThrownBy(() -> careful.post(uri, FILE)).hasMessageContaining("no public host");
        assertThat(posted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "10.1.2.3",
                "[::1]",
                "::1",
                "router",
                "a.localhost",
                "printer.local",
                "db.internal",
                "2130706433",
                "0x7f.1",
                ""
            })
    void knowsWhatIsNoPublicName(String host) {
        assertThat(HttpsPoster.isPublicName(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reports.d.example", "D.EXAMPLE", "xn--bcher-kva.example", "a-b.c_d.example"})
    void knowsAPublicName(String host) {
        assertThat(HttpsPoster.isPublicName(host)).isTrue();
    }
}
