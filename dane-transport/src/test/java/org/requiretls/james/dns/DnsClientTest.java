package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.dns.DnsAnswer.Found;
import org.requiretls.james.dns.DnsAnswer.NoData;
import org.requiretls.james.dns.DnsAnswer.NoSuchName;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;

class DnsClientTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private LabDns dns;
    private DnsSettings settings;
    private DnsClient client;

    @BeforeEach
    void start() throws IOException {
        dns = LabDns.start();
        dns.publish(
                dns.zone("good.test")
                        .mx(10, "MX.good.test")
                        .address("mx.good.test", "127.0.0.2")
                        .address("mx.good.test", "::1")
                        .tlsa("mx.good.test", 25, "3 1 1 " + "ab".repeat(32))
                        .txt("good.test", "v=\\\"x\\\" \\255")
                        .cname("alias.good.test", "mx.good.test")
                        .cname("out.good.test", "host.plain.test")
                        .cname("two.good.test", "out.good.test")
                        .cname("void.good.test", "nosuch.good.test")
                        .cname("to-plain-to-bogus.good.test", "to-bogus.plain.test")
                        .cname("loop.good.test", "loop2.good.test")
                        .cname("loop2.good.test", "loop.good.test")
                        .dname("tree.good.test", "good.test")
                        .address("*.wild.good.test", "127.0.0.3"),
                dns.zone("plain.test")
                        .unsigned()
                        .address("host.plain.test", "127.0.0.4")
                        .cname("in.plain.test", "mx.good.test")
                        .cname("to-bogus.plain.test", "bogus.test")
                        .cname("to-to-bogus.plain.test", "to-bogus.plain.test"),
                dns.zone("island.test").island().address("island.test", "127.0.0.6"),
                dns.zone("bogus.test").bogus().address("bogus.test", "127.0.0.7"),
                dns.zone("expired.test").expired().address("expired.test", "127.0.0.8"));
        settings = DnsSettings.defaults()
                .withResolvers(List.of(dns.address()))
                .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                .withTimeout(TIMEOUT);
        client = new DnsClient(settings);
    }

    @AfterEach
    void stop() {
        client.close();
        dns.close();
    }

    private <R extends DnsRecord> DnsAnswer<R> ask(String name, RecordType<R> type) {
        return ask(client, name, type);
    }

    private static <R extends DnsRecord> DnsAnswer<R> ask(DnsClient client, String name, RecordType<R> type) {
        return client.lookup(name, type)
                .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static AliasLink link(String alias, String target, SecurityStatus security) {
        return new AliasLink(alias, target, security);
    }

    @Test
    @DisplayName("Times are those of the signature, and there are none where nothing is proven")
    void signatureTimes() {
        assertThat(client.signatureTimes("_25._tcp.mx.good.test", RecordType.TLSA)
                        .join())
                .hasValueSatisfying(times -> {
                    assertThat(times.originalTtl()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(times.inception()).isBefore(times.expiration());
                    assertThat(times.validity()).isEqualTo(Duration.between(times.inception(), times.expiration()));
                });
        for (String unproven : List.of("host.plain.test", "bogus.test", "nosuch.good.test", "a..b")) {
            assertThat(client.signatureTimes(unproven, RecordType.A).join())
                    .as(unproven)
                    .isEmpty();
        }
    }

    @DisplayName("S-DNS-08: an anchor of its own makes an island of trust secure, and leaves the others as they are")
    @Test
    @Covers("S-DNS-08")
    void islandWithItsAnchor() throws IOException {
        Path both = Files.writeString(
                folder.resolve("both"), dns.trustAnchor(".") + "\n" + dns.trustAnchor("island.test") + "\n");

        assertThat(ask("island.test", RecordType.A).security()).isEqualTo(SecurityStatus.INSECURE);
        try (DnsClient anchored = new DnsClient(settings.withTrustAnchors(both))) {
            assertThat(ask(anchored, "island.test", RecordType.A).security()).isEqualTo(SecurityStatus.SECURE);
            assertThat(ask(anchored, "mx.good.test", RecordType.A).security()).isEqualTo(SecurityStatus.SECURE);
            assertThat(ask(anchored, "host.plain.test", RecordType.A).security())
                    .isEqualTo(SecurityStatus.INSECURE);
        }
    }

    @Test
    void eachTypeIsDecoded() throws IOException {
        assertThat(((Found<DnsRecord.Mx>) ask("good.test.", RecordType.MX)).records())
                .containsExactly(new DnsRecord.Mx(10, "mx.good.test"));
        assertThat(ask("mx.good.test", RecordType.A))
                .isEqualTo(new Found<>(
                        List.of(new DnsRecord.Address(InetAddress.getByName("127.0.0.2"))),
                        SecurityStatus.SECURE,
                        List.of(),
                        30));
        assertThat(((Found<DnsRecord.Address>) ask("mx.good.test", RecordType.AAAA)).records())
                .containsExactly(new DnsRecord.Address(InetAddress.getByName("::1")));
        assertThat(((Found<DnsRecord.Tlsa>) ask("_25._tcp.mx.good.test", RecordType.TLSA)).records())
                .singleElement()
                .satisfies(tlsa -> assertThat(tlsa.usage() * 100 + tlsa.selector() * 10 + tlsa.matchingType())
                        .isEqualTo(311))
                .satisfies(tlsa -> assertThat(tlsa.data()).hasSize(32).containsOnly(0xab));
        assertThat(((Found<DnsRecord.Txt>) ask("good.test", RecordType.TXT)).records())
                .containsExactly(new DnsRecord.Txt("v=\"x\" \u00ff"));
        assertThat(((Found<DnsRecord.Alias>) ask("alias.good.test", RecordType.CNAME)).records())
                .containsExactly(new DnsRecord.Alias("mx.good.test"));
    }

    @DisplayName("R7672-2.1.1-01, -03: each answer has one of four states")
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "mx.good.test,     SECURE",
        "x.wild.good.test, SECURE",
        "host.plain.test,  INSECURE",
        "island.test,      INSECURE",
        "bogus.test,       BOGUS",
        "expired.test,     BOGUS",
    })
    @Covers({"R7672-2.1.1-01", "R7672-2.1.1-03"})
    void status(String name, SecurityStatus expected) {
        assertThat(ask(name, RecordType.A).security()).isEqualTo(expected);
    }

    @DisplayName("R7672-2.1.1-08: absence is an answer, proven or from an unsigned zone")
    @Test
    @Covers("R7672-2.1.1-08")
    void absence() {
        assertThat(ask("nosuch.good.test", RecordType.A))
                .isEqualTo(new NoSuchName<>(SecurityStatus.SECURE, List.of(), 30));
        assertThat(ask("mx.good.test", RecordType.MX)).isEqualTo(new NoData<>(SecurityStatus.SECURE, List.of(), 30));
        assertThat(ask("_tcp.mx.good.test", RecordType.TLSA)).isInstanceOf(NoData.class);
        assertThat(ask("nosuch.plain.test", RecordType.A))
                .isEqualTo(new NoSuchName<>(SecurityStatus.INSECURE, List.of(), 30));
        assertThat(ask("host.plain.test", RecordType.MX))
                .isEqualTo(new NoData<>(SecurityStatus.INSECURE, List.of(), 30));
    }

    @DisplayName("R7672-2.1.3-04: the state of every link of an alias chain is known")
    @Test
    @Covers("R7672-2.1.3-04")
    void aliases() {
        assertThat(ask("alias.good.test", RecordType.A).aliases())
                .containsExactly(link("alias.good.test", "mx.good.test", SecurityStatus.SECURE));
        DnsAnswer<?> toUnsigned = ask("two.good.test", RecordType.A);
        assertThat(toUnsigned.security()).isEqualTo(SecurityStatus.INSECURE);
        assertThat(toUnsigned.aliases())
                .containsExactly(
                        link("two.good.test", "out.good.test", SecurityStatus.SECURE),
                        link("out.good.test", "host.plain.test", SecurityStatus.SECURE));
        DnsAnswer<?> fromUnsigned = ask("in.plain.test", RecordType.A);
        assertThat(fromUnsigned.security()).isEqualTo(SecurityStatus.INSECURE);
        assertThat(fromUnsigned.aliases())
                .containsExactly(link("in.plain.test", "mx.good.test", SecurityStatus.INSECURE));
        assertThat(ask("out.good.test", RecordType.MX))
                .isEqualTo(new NoData<>(
                        SecurityStatus.INSECURE,
                        List.of(link("out.good.test", "host.plain.test", SecurityStatus.SECURE)),
                        30));
        assertThat(ask("void.good.test", RecordType.A))
                .isEqualTo(new NoSuchName<>(
                        SecurityStatus.SECURE,
                        List.of(link("void.good.test", "nosuch.good.test", SecurityStatus.SECURE)),
                        30));
    }

    @DisplayName("R7672-2.1.3-01: an alias made from a DNAME is an alias")
    @Test
    @Covers("R7672-2.1.3-01")
    void dname() {
        DnsAnswer<DnsRecord.Address> answer = ask("mx.tree.good.test", RecordType.A);

        assertThat(answer).isInstanceOf(Found.class);
        assertThat(answer.aliases()).containsExactly(link("mx.tree.good.test", "mx.good.test", SecurityStatus.SECURE));
    }

    @DisplayName("R7672-2.1.3-02: a resolver that does not follow aliases is helped")
    @ParameterizedTest
    @CsvSource({
        "alias.good.test, SECURE,   mx.good.test,    1",
        "out.good.test,   INSECURE, host.plain.test, 1",
        "in.plain.test,   INSECURE, mx.good.test,    2",
    })
    @Covers("R7672-2.1.3-02")
    void chase(String name, SecurityStatus expected, String last, int queries) {
        dns.fault(name, "A", Fault.ALIAS_ONLY);

        DnsAnswer<DnsRecord.Address> answer = ask(name, RecordType.A);

        assertThat(answer).isInstanceOf(Found.class);
        assertThat(answer.security()).isEqualTo(expected);
        assertThat(dns.queries(last, "A")).isEqualTo(queries);
    }

    @DisplayName("R7672-2.1.3-03: what is bogus stays so behind an insecure alias")
    @ParameterizedTest
    @ValueSource(strings = {"to-bogus.plain.test", "to-to-bogus.plain.test", "to-plain-to-bogus.good.test"})
    void bogusBehindInsecure(String name) {
        assertThat(ask(name, RecordType.A)).satisfies(failure(Cause.BOGUS));
    }

    @DisplayName("R7672-2.1.3-03: a circle of aliases is an error")
    @Test
    @Covers("R7672-2.1.3-03")
    void circle() {
        assertThat(ask("loop.good.test", RecordType.A)).satisfies(failure(Cause.SERVER_FAILURE));

        dns.fault("loop.good.test", "A", Fault.ALIAS_ONLY);
        dns.fault("loop2.good.test", "A", Fault.ALIAS_ONLY);
        assertThat(ask("loop.good.test", RecordType.A)).satisfies(failure(Cause.ALIAS_LOOP));
    }

    @DisplayName("R7672-2.1.3-03: an error at any link makes the whole lookup fail")
    @Test
    @Covers("R7672-2.1.3-03")
    void errorAtALink() {
        dns.fault("out.good.test", "CNAME", Fault.SERVFAIL);

        assertThat(ask("two.good.test", RecordType.A)).satisfies(failure(Cause.SERVER_FAILURE));
    }

    @DisplayName("R7672-2.1.1-09: what is no answer is a failure, with its cause")
    @ParameterizedTest
    @CsvSource({"SERVFAIL, SERVER_FAILURE", "REFUSED, REFUSED", "GARBLE, MALFORMED"})
    @Covers("R7672-2.1.1-09")
    void faults(Fault fault, Cause cause) {
        dns.fault("mx.good.test", "A", fault);

        DnsAnswer<DnsRecord.Address> answer = ask("mx.good.test", RecordType.A);

        assertThat(answer).satisfies(failure(cause));
        assertThat(((Failed<?>) answer).reason())
                .contains("mx.good.test A")
                .contains("127.0.0.1:" + dns.address().getPort());
        assertThat(answer.security()).isEqualTo(SecurityStatus.INDETERMINATE);
    }

    @Test
    void silenceEndsInATimeout() {
        dns.fault("mx.good.test", "A", Fault.DROP);
        try (DnsClient hurried = new DnsClient(settings.withTimeout(SHORT_TIMEOUT))) {
            assertThat(ask(hurried, "mx.good.test", RecordType.A)).satisfies(failure(Cause.TIMEOUT));
            await().untilAsserted(
                            () -> assertThat(dns.queries("mx.good.test", "A")).isEqualTo(2));
        }
    }

    @Test
    @Covers("R7671-10.1-01")
    void aTruncatedAnswerComesOverTcp() {
        dns.fault("mx.good.test", "A", Fault.TRUNCATE);

        assertThat(ask("mx.good.test", RecordType.A)).isInstanceOf(Found.class);
    }

    @Test
    void theNextResolverHelpsOut() throws IOException {
        int closedPort;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), closedPort);
        try (LabDns refusing = LabDns.start();
                DnsClient several =
                        new DnsClient(settings.withResolvers(List.of(nobody, refusing.address(), dns.address())));
                DnsClient lonely = new DnsClient(settings.withResolvers(List.of(nobody)))) {
            refusing.fault("mx.good.test", "A", Fault.REFUSED);

            // The keys come from any of them, so the refusing one must not have zones of its own to offer.
            for (String key : List.of(".", "test", "good.test")) {
                refusing.fault(key, "DNSKEY", Fault.REFUSED);
                refusing.fault(key, "DS", Fault.REFUSED);
            }
            assertThat(ask(several, "mx.good.test", RecordType.A)).isInstanceOf(Found.class);
            assertThat(refusing.queries("mx.good.test", "A")).isEqualTo(1);
            assertThat(ask(lonely, "mx.good.test", RecordType.A)).satisfies(failure(Cause.UNREACHABLE));
        }
    }

    @Test
    void bogusComesWithTheExtendedError() {
        Failed<DnsRecord.Address> bogus = (Failed<DnsRecord.Address>) ask("expired.test", RecordType.A);

        assertThat(bogus.cause()).isEqualTo(Cause.BOGUS);
        assertThat(bogus.reason()).contains("expired.test A");
        assertThat(bogus.extendedError()).isPresent();
    }

    @Test
    void aNameThatIsNoneFails() {
        assertThat(ask("x".repeat(64) + ".test", RecordType.A)).satisfies(failure(Cause.NOT_A_NAME));
        assertThat(ask("a..test", RecordType.A)).satisfies(failure(Cause.NOT_A_NAME));
    }

    @Test
    void aClosedClientFails() {
        client.close();

        assertThat(ask("mx.good.test", RecordType.A)).isInstanceOf(Failed.class);
    }

    @DisplayName("R7672-4-04: no answer outlives its TTL, nor its signature")
    @Test
    @Covers("R6698-8.2-01")
    void ttlIsTheShortestOnTheWay() {
        dns.publish(dns.zone("ttl.test")
                .ttl(20)
                .cname("a.ttl.test", "b.ttl.test")
                .ttl(100)
                .address("b.ttl.test", "127.0.0.2"));
        dns.tamper("b.ttl.test", "A", response -> Forgery.withTtl(response, 90_000));

        assertThat(((Found<?>) ask("a.ttl.test", RecordType.A)).ttlSeconds()).isEqualTo(20);
        assertThat(((Found<?>) ask("b.ttl.test", RecordType.A)).ttlSeconds()).isEqualTo(100);
    }

    private static <R extends DnsRecord> Consumer<DnsAnswer<R>> failure(Cause cause) {
        return answer -> assertThat(((Failed<R>) answer).cause()).isEqualTo(cause);
    }
}
