package org.requiretls.james.mtasts.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.policyhost.PolicyHost;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.DiscoveryFailure.Kind;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.fetch.FetchResult.Failed;
import org.requiretls.james.mtasts.fetch.FetchResult.Fetched;
import org.requiretls.james.mtasts.fetch.FetchSettings.PrivateNetworks;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;

/** The fetcher against a policy host of every kind, by way of a real resolver. */
class HttpsPolicyFetcherTest {

    private static final String POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx.good.test\r\nmax_age: 86400\r\n";
    private static final String HOST = "mta-sts.good.test";
    private static final Identity ROOT = CertificateMaker.root("Web authority").make();
    private static final Identity GOOD =
            CertificateMaker.leaf(HOST).signedBy(ROOT).make();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    private static final long BOUND_SECONDS = 30;

    private final LabDns dns = LabDns.start();
    private final PolicyHost policyHost = PolicyHost.start(loopback("127.0.0.1"), 0);
    private DnsClient resolver;
    private Duration timeout = Duration.ofSeconds(10);
    private PrivateNetworks privateNetworks = PrivateNetworks.ALLOWED;

    @BeforeEach
    void publish(@TempDir Path folder) throws IOException {
        resolver = new DnsClient(DnsSettings.defaults()
                .withResolvers(List.of(dns.address()))
                .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                .withTimeout(Duration.ofSeconds(3)));
        zone(zone -> zone.address(HOST, "127.0.0.1"));
        policyHost.identify(HOST, GOOD).answer(HOST, HttpAnswer.policy(POLICY));
    }

    @AfterEach
    void close() {
        policyHost.close();
        resolver.close();
        dns.close();
    }

    private void zone(UnaryOperator<LabZone> content) {
        dns.publish(content.apply(dns.zone("good.test").unsigned()));
    }

    private static InetAddress loopback(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private FetchResult fetch() throws Exception {
        return fetch("good.test", policyHost.address().getPort());
    }

    private FetchResult fetch(String domain, int port) throws Exception {
        try (HttpsPolicyFetcher fetcher = new HttpsPolicyFetcher(
                resolver,
                new FetchSettings(timeout, port, privateNetworks),
                new PkixVerifier(new TrustStore("the lab", List.of(ROOT.certificate()))),
                Clock.systemUTC())) {
            return fetcher.fetch(new PolicyDomain(domain)).get(BOUND_SECONDS, TimeUnit.SECONDS);
        }
    }

    private DiscoveryFailure failure() throws Exception {
        FetchResult result = fetch();
        assertThat(result).isInstanceOf(Failed.class);
        return ((Failed) result).failure();
    }

    private void fetches() throws Exception {
        FetchResult result = fetch();
        assertThat(result).isInstanceOf(Fetched.class);
        assertThat(((Fetched) result).policy().mode()).isEqualTo(PolicyMode.ENFORCE);
        assertThat(((Fetched) result).policy().names("mx.good.test")).isTrue();
    }

    private DiscoveryFailure failureWith(HttpAnswer answer) throws Exception {
        policyHost.answer(HOST, answer);
        return failure();
    }

    @Test
    @Covers({"R8461-3.2-01", "R8461-7.1-01", "S-STS-01"})
    void asksThePolicyHostForThePolicyAndNothingElse() throws Exception {
        fetches();

        assertThat(policyHost.requests()).hasSize(1);
        PolicyHost.Request request = policyHost.requests().get(0);
        assertThat(request.serverName()).isEqualTo(HOST);
        assertThat(request.head())
                .containsExactlyInAnyOrder(
                        "GET /.well-known/mta-sts.txt HTTP/1.1",
                        "host: " + HOST + ":" + policyHost.address().getPort(),
                        "accept: text/plain",
                        "user-agent: MTA-STS",
                        "connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Covers("R8461-7.2-01")
    void speaksTls12And13(String version) throws Exception {
        policyHost.tlsVersions(version);

        fetches();

        assertThat(policyHost.requests().get(0).protocol()).isEqualTo(version);
    }

    @Test
    @Covers("R8461-3.3-07")
    void keepsNothingWhateverTheCacheHeadersSay() throws Exception {
        policyHost.answer(HOST, HttpAnswer.of(200, "text/plain", POLICY, "Cache-Control: max-age=3600", "ETag: \"1\""));

        fetches();
        fetches();

        assertThat(policyHost.requestsFor(HOST)).isEqualTo(2);
        assertThat(policyHost.requests().get(1).head()).noneMatch(line -> line.startsWith("if-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "TEXT/Plain",
                "text/plain; charset=utf-8",
                "text/plain;charset=iso-8859-1; x=y",
                "text/plain ; charset=us-ascii"
            })
    @Covers("R8461-3.2-02")
    void takesPlainText(String mediaType) throws Exception {
        policyHost.answer(HOST, HttpAnswer.of(200, mediaType, POLICY));

        fetches();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "application/octet-stream", "text/plainly", "text", "", "text/html; text/plain"})
    @Covers("R8461-3.2-02")
    void takesNoOtherMediaType(String mediaType) throws Exception {
        DiscoveryFailure failure = failureWith(HttpAnswer.of(200, mediaType, POLICY));

        assertThat(failure.kind()).isEqualTo(Kind.FETCH);
        assertThat(failure.detail()).contains("media type");
    }

    @Test
    @Covers("R8461-3.2-02")
    void takesNothingWithoutMediaType() throws Exception {
        assertThat(failureWith(HttpAnswer.raw(
                                "HTTP/1.1 200 OK\r\nContent-Length: " + POLICY.length() + "\r\n\r\n" + POLICY))
                        .detail())
                .contains("media type");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 203, 204, 206, 304, 400, 401, 403, 404, 500, 503})
    @Covers("R8461-3.3-05")
    void takesStatus200Only(int status) throws Exception {
        DiscoveryFailure failure = failureWith(HttpAnswer.of(status, "text/plain", POLICY));

        assertThat(failure.kind()).isEqualTo(Kind.FETCH);
        assertThat(failure.detail()).contains(String.valueOf(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Covers("R8461-3.3-06")
    void followsNoRedirect(int status) throws Exception {
        policyHost.identify(
                "elsewhere.test",
                CertificateMaker.leaf("elsewhere.test").signedBy(ROOT).make());
        policyHost.answer("elsewhere.test", HttpAnswer.policy(POLICY));
        String target = "https://elsewhere.test:" + policyHost.address().getPort() + "/";

        DiscoveryFailure failure = failureWith(HttpAnswer.of(status, "text/plain", POLICY, "Location: " + target));

        assertThat(failure.detail()).contains("redirects are not followed");
        assertThat(policyHost.requests()).hasSize(1);
    }

    @Test
    void passesOverInterimResponses() throws Exception {
        policyHost.answer(
                HOST,
                HttpAnswer.raw("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK + "Content-Length: "
                        + POLICY.length() + "\r\n\r\n" + POLICY));

        fetches();
    }

    @Test
    void readsChunks() throws Exception {
        policyHost.answer(
                HOST,
                HttpAnswer.raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(POLICY.length()) + "\r\n"
                        + POLICY + "\r\n0\r\n\r\n"));

        fetches();
    }

    /** Whoever can end a connection could shorten {@code max_age} in the last line. */
    @Test
    void believesNothingThatMayHaveBeenCutOff() throws Exception {
        assertThat(failureWith(HttpAnswer.raw(OK + "\r\n" + POLICY)).detail()).contains("length");
        assertThat(failureWith(HttpAnswer.raw(OK + "Content-Length: " + (POLICY.length() + 1) + "\r\n\r\n" + POLICY))
                        .detail())
                .contains("ended before");
        assertThat(failureWith(HttpAnswer.raw(OK + "Transfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(POLICY.length()) + "\r\n" + POLICY + "\r\n"))
                        .detail())
                .contains("ended before");
    }

    @Test
    void takesNoCompressedBody() throws Exception {
        assertThat(failureWith(HttpAnswer.of(200, "text/plain", POLICY, "Content-Encoding: gzip"))
                        .detail())
                .contains("encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "220 mx.good.test ESMTP\r\n", "HTTP/9 what\r\n\r\n", "\u0000\u0001\u0002"})
    void takesNothingThatIsNotHttp(String answer) throws Exception {
        assertThat(failureWith(HttpAnswer.raw(answer)).kind()).isEqualTo(Kind.FETCH);
    }

    @Test
    void takesNoHeadWithoutEnd() throws Exception {
        assertThat(failureWith(HttpAnswer.raw(OK + "X: " + "y".repeat(100_000))).kind())
                .isEqualTo(Kind.FETCH);
    }

    @Test
    void saysWhatIsWrongWithThePolicy() throws Exception {
        DiscoveryFailure failure = failureWith(HttpAnswer.policy(POLICY.replace("mode: enforce\r\n", "")));

        assertThat(failure.kind()).isEqualTo(Kind.POLICY);
        assertThat(failure.detail()).isEqualTo("mode is missing");
        assertThat(failure.policy()).startsWith("version: STSv1\nmx: ");
    }

    @Test
    void takesNoWebPageForAPolicy() throws Exception {
        assertThat(failureWith(HttpAnswer.policy("<html>404 not found</html>")).kind())
                .isEqualTo(Kind.POLICY);
    }

    @Test
    @Covers("R8461-3.3-09")
    void stopsReadingAtTheLimit() throws Exception {
        assertThat(failureWith(HttpAnswer.endless()).detail()).contains("65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Ty", OK + "Content-Length: 100\r\n\r\nversion: STSv1"})
    @Covers("R8461-3.3-09")
    void waitsNoLongerThanTheTimeOut(String beginning) throws Exception {
        timeout = Duration.ofMillis(700);

        assertThat(failureWith(HttpAnswer.hangingAfter(beginning)).detail()).contains("700 ms");
    }

    @Test
    @Covers("R8461-3.3-09")
    void waitsNoLongerForAServerThatNeverSpeaksTls() throws Exception {
        timeout = Duration.ofMillis(700);
        try (ServerSocket silent = new ServerSocket(0, 1, loopback("127.0.0.1"))) {
            assertThat(fetch("good.test", silent.getLocalPort()))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.failure().detail()).contains("700 ms"));
        }
    }

    @Test
    @Covers("R8461-3.3-01")
    void takesNoPolicyFromAHostThatIsNotVouchedFor() throws Exception {
        Identity other = CertificateMaker.root("Web authority").make();
        for (Identity wrong : List.of(
                CertificateMaker.leaf("mta-sts.other.test").signedBy(ROOT).make(),
                CertificateMaker.leaf("good.test").signedBy(ROOT).make(),
                CertificateMaker.leaf(HOST).signedBy(ROOT).expired().make(),
                CertificateMaker.leaf(HOST).signedBy(ROOT).notYetValid().make(),
                CertificateMaker.leaf(HOST).signedBy(other).make(),
                CertificateMaker.leaf(HOST).selfSigned().make())) {
            policyHost.identify(HOST, wrong);

            assertThat(failure().kind()).isEqualTo(Kind.WEBPKI);
        }
        assertThat(policyHost.requests()).as("nothing is asked of an impostor").isEmpty();
    }

    @Test
    @Covers("R8461-3.3-02")
    void doesNotLookAtTheCommonName() throws Exception {
        policyHost.identify(
                HOST, CertificateMaker.leaf().commonName(HOST).signedBy(ROOT).make());

        assertThat(failure().kind()).isEqualTo(Kind.WEBPKI);
    }

    @Test
    @Covers("R8461-3.3-03")
    void takesAWildcardForTheFirstLabel() throws Exception {
        policyHost.identify(
                HOST, CertificateMaker.leaf("*.good.test").signedBy(ROOT).make());

        fetches();
    }

    @Test
    void goesOnToTheNextAddress() throws Exception {
        zone(zone -> zone.address(HOST, "127.0.0.77").address(HOST, "127.0.0.1"));

        fetches();
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        zone(zone -> zone.address(HOST, "127.0.0.77"));

        assertThat(failure().detail()).contains("no connection");
    }

    @Test
    void saysThatThereIsNoAddress() throws Exception {
        zone(zone -> zone);

        assertThat(failure().detail()).contains(HOST).contains("no address");
    }

    @Test
    void saysThatDnsFails() throws Exception {
        dns.fault(HOST, "A", Fault.SERVFAIL);
        dns.fault(HOST, "AAAA", Fault.SERVFAIL);

        assertThat(failure().detail()).contains("SERVFAIL");
    }

    @Test
    @Covers("S-STS-01")
    void connectsToNoPrivateAddressUnlessAllowed() throws Exception {
        privateNetworks = PrivateNetworks.REFUSED;

        assertThat(failure().detail()).contains("127.0.0.1").contains("not a public address");
        assertThat(policyHost.requests()).isEmpty();
    }
}
