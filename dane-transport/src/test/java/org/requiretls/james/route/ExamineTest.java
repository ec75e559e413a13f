package org.requiretls.james.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.route.RouteLab.DIGEST;
import static org.requiretls.james.route.RouteLab.examine;
import static org.requiretls.james.route.RouteLab.ip;
import static org.requiretls.james.route.RouteLab.ips;
import static org.requiretls.james.route.RouteLab.reachable;
import static org.requiretls.james.route.RouteLab.tlsa;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.route.HostFindings.NoTlsa;
import org.requiretls.james.route.HostFindings.TlsaLookupFailed;
import org.requiretls.james.route.HostFindings.TlsaRecords;
import org.requiretls.james.route.HostFindings.Unreachable;

/** Addresses and TLSA records of one host: rules T1 to T11. */
class ExamineTest {

    @TempDir
    Path folder;

    private RouteLab lab;

    @BeforeEach
    void start() {
        lab = new RouteLab(folder);
        lab.dns.publish(
                lab.dns
                        .zone("good.test")
                        .address("mx.good.test", "192.0.2.1")
                        .address("mx.good.test", "192.0.2.2")
                        .address("mx.good.test", "2001:db8::1")
                        .tlsa("mx.good.test", 25, DIGEST)
                        .address("bare.good.test", "192.0.2.3")
                        .cname("alias.good.test", "mx.good.test")
                        .cname("middle.good.test", "bare.good.test")
                        .cname("far.good.test", "middle.good.test")
                        .tlsa("middle.good.test", 25, DIGEST)
                        .cname("original.good.test", "bare.good.test")
                        .tlsa("original.good.test", 25, DIGEST)
                        .cname("out.good.test", "host.plain.test")
                        .tlsa("out.good.test", 25, DIGEST)
                        .cname("shared.good.test", "mx2.good.test")
                        .address("mx2.good.test", "192.0.2.4")
                        .cname("_25._tcp.mx2.good.test", "_dane.good.test")
                        .record("_dane.good.test", "TLSA", "2 0 1 " + "cd".repeat(32))
                        .address("mx3.good.test", "192.0.2.5")
                        .cname("_25._tcp.mx3.good.test", "_dane.plain.test")
                        .address("mx4.good.test", "192.0.2.6")
                        .record("_25._tcp.mx4.good.test", "TLSA", "0 0 1 " + "ef".repeat(32))
                        .address("mx5.good.test", "192.0.2.7")
                        .tlsa("mx5.good.test", 25, DIGEST)
                        .breakSignature("_25._tcp.mx5.good.test", "TLSA")
                        .txt("textonly.good.test", "no address")
                        .cname("loop.good.test", "loop.good.test"),
                lab.dns
                        .zone("plain.test")
                        .unsigned()
                        .address("host.plain.test", "192.0.2.8")
                        .tlsa("host.plain.test", 25, DIGEST)
                        .cname("back.plain.test", "mx.good.test")
                        .tlsa("back.plain.test", 25, DIGEST)
                        .record("_dane.plain.test", "TLSA", DIGEST));
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static TlsaRecord record() {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) 0xab);
        return new TlsaRecord(3, 1, 1, digest);
    }

    private void assertNoTlsaQuery() {
        assertThat(lab.dns.queries()).noneMatch(query -> query.endsWith("/TLSA"));
    }

    @DisplayName("T1, R7672-2.2.2-05, R7672-2.1.2-03: the base domain is the host; addresses are asked for first")
    @Test
    @Covers({"R7672-2.1.2-03", "R7672-2.2.2-02", "R7672-2.2.2-05"})
    void t1() {
        HostFindings.Reachable findings = reachable(lab.examine("mx.good.test"));

        assertThat(findings.addresses()).containsExactlyInAnyOrder(ips("192.0.2.1", "2001:db8::1", "192.0.2.2"));
        assertThat(findings.addresses().get(1)).as("families in turns").isEqualTo(ip("2001:db8::1"));
        assertThat(findings.tlsa()).isEqualTo(new TlsaRecords("mx.good.test", List.of(record())));
        // R7672-2.2.2-02
        List<String> queries = lab.dns.queries();
        assertThat(queries.indexOf("_25._tcp.mx.good.test/TLSA"))
                .isGreaterThan(queries.indexOf("mx.good.test/A"))
                .isGreaterThan(queries.indexOf("mx.good.test/AAAA"));
    }

    @DisplayName("T2, R7672-2.2.3-03: behind a secure alias the expanded name comes first")
    @Test
    @Covers({"R7672-2.2.3-03", "R7672-2.2.2-07"})
    void t2() {
        assertThat(tlsa(lab.examine("alias.good.test"))).isEqualTo(new TlsaRecords("mx.good.test", List.of(record())));
    }

    @DisplayName("T3, R7672-2.2.2-07, R7672-2.2.3-07: … then the original name")
    @Test
    @Covers("R7672-2.2.2-07")
    void t3() {
        assertThat(tlsa(lab.examine("original.good.test")))
                .isEqualTo(new TlsaRecords("original.good.test", List.of(record())));
        assertThat(lab.dns.queries("_25._tcp.bare.good.test", "TLSA")).isEqualTo(1);
    }

    @DisplayName("R7672-2.2.3-08: … never a name in the middle of the chain")
    @Test
    @Covers("R7672-2.2.3-08")
    void middleName() {
        assertThat(tlsa(lab.examine("far.good.test"))).isInstanceOf(NoTlsa.class);
        assertThat(lab.dns.queries("_25._tcp.middle.good.test", "TLSA")).isZero();
    }

    @DisplayName("T4, R7672-2.1.3-05, R7672-2.2.2-06: a secure alias into an unsigned zone leaves the original name")
    @Test
    @Covers({"R7672-2.1.3-05", "R7672-2.2.2-06"})
    void t4() {
        assertThat(tlsa(lab.examine("out.good.test"))).isEqualTo(new TlsaRecords("out.good.test", List.of(record())));
        assertThat(lab.dns.queries("out.good.test", "CNAME")).isPositive();
        assertThat(lab.dns.queries("_25._tcp.host.plain.test", "TLSA")).isZero();
    }

    @DisplayName("T5, R7672-2.2.2-04, R7672-2.2.2-06: insecure at the first link, TLSA is not asked for")
    @ParameterizedTest
    @ValueSource(strings = {"host.plain.test", "back.plain.test"})
    @Covers({"R7672-2.2.2-04", "R7672-2.2.2-06"})
    void t5(String host) {
        lab.dns.fault("_25._tcp." + host, "TLSA", Fault.DROP);

        assertThat(tlsa(lab.examine(host))).isInstanceOf(NoTlsa.class);
        assertThat(((NoTlsa) tlsa(lab.examine(host))).detail()).contains(host).contains("not DNSSEC secure");
        assertNoTlsaQuery();
    }

    @DisplayName("T6: unusable records are reported like others")
    @Test
    void t6() {
        assertThat(tlsa(lab.examine("mx4.good.test"))).isInstanceOf(TlsaRecords.class);
    }

    @DisplayName("T7, R7672-2.2.3-04: proven absent, or insecure by an alias")
    @Test
    @Covers("R7672-2.2.3-04")
    void t7() {
        NoTlsa absent = (NoTlsa) tlsa(lab.examine("bare.good.test"));
        assertThat(absent.detail()).contains("_25._tcp.bare.good.test").contains("proven absent");

        NoTlsa insecure = (NoTlsa) tlsa(lab.examine("mx3.good.test"));
        assertThat(insecure.detail()).contains("not DNSSEC secure");
    }

    @DisplayName("R7672-2.2.3-05, S-DNS-03: an alias at the TLSA name does not move the base domain")
    @Test
    @Covers("R7672-2.2.3-05")
    void sharedRecord() {
        assertThat(tlsa(lab.examine("shared.good.test")).baseDomain()).contains("mx2.good.test");
        assertThat(tlsa(lab.examine("mx2.good.test")).baseDomain()).contains("mx2.good.test");
    }

    @DisplayName("T8, D8: no address because of an error")
    @ParameterizedTest
    @CsvSource({"SERVFAIL", "REFUSED", "GARBLE"})
    void t8(Fault fault) {
        lab.dns.fault("bare.good.test", "A", fault);
        Unreachable failed = (Unreachable) lab.examine("bare.good.test");

        assertThat(failed.permanent()).isFalse();
        assertThat(failed.detail()).contains("bare.good.test A");
        assertNoTlsaQuery();
    }

    @DisplayName("T8, R7672-2.1.3-03: bogus addresses, a circle of aliases, an error behind an alias")
    @Test
    @Covers("R7672-2.1.3-03")
    void t8Bogus() {
        lab.dns.publish(lab.dns.zone("bogus.test").bogus().address("mx.bogus.test", "192.0.2.1"));
        lab.dns.fault("out.good.test", "CNAME", Fault.SERVFAIL);

        for (String host : List.of("mx.bogus.test", "loop.good.test", "out.good.test")) {
            assertThat(lab.examine(host)).as(host).isInstanceOf(Unreachable.class);
            assertThat(((Unreachable) lab.examine(host)).permanent()).as(host).isFalse();
        }
        assertNoTlsaQuery();
    }

    @DisplayName("T8: one family of addresses is enough, and the other's failure costs no security")
    @Test
    void oneFamilyFails() {
        lab.dns.fault("mx.good.test", "AAAA", Fault.SERVFAIL);
        HostFindings.Reachable ipv4 = reachable(lab.examine("mx.good.test"));
        assertThat(ipv4.addresses()).containsExactlyInAnyOrder(ips("192.0.2.1", "192.0.2.2"));
        assertThat(ipv4.tlsa()).isEqualTo(new TlsaRecords("mx.good.test", List.of(record())));

        lab.dns.mend("mx.good.test", "AAAA");
        lab.dns.fault("mx.good.test", "A", Fault.SERVFAIL);
        HostFindings.Reachable ipv6 = reachable(lab.examine("mx.good.test"));
        assertThat(ipv6.addresses()).containsExactly(ips("2001:db8::1"));
        assertThat(ipv6.tlsa()).isEqualTo(new TlsaRecords("mx.good.test", List.of(record())));
    }

    @DisplayName("D8, R7672-2.2.2-03: no address by DNS's own word")
    @ParameterizedTest
    @CsvSource({
        "textonly.good.test, has no address",
        "nosuch.good.test, does not exist",
        "nosuch.plain.test, does not exist"
    })
    @Covers("R7672-2.2.2-03")
    void noAddress(String host, String detail) {
        assertThat(lab.examine(host)).isEqualTo(new Unreachable(true, host + " " + detail));
    }

    @DisplayName("T9, R7672-2.1.2-04: the TLSA lookup fails")
    @ParameterizedTest
    @CsvSource({"SERVFAIL", "REFUSED", "GARBLE"})
    @Covers("R7672-2.1.2-04")
    void t9(Fault fault) {
        lab.dns.fault("_25._tcp.mx.good.test", "TLSA", fault);

        TlsaLookupFailed failed = (TlsaLookupFailed) tlsa(lab.examine("mx.good.test"));
        assertThat(failed.detail()).contains("_25._tcp.mx.good.test TLSA");
    }

    @DisplayName("T9: the TLSA answer is bogus")
    @Test
    @Covers("R7672-2.1.2-04")
    void t9Bogus() {
        assertThat(tlsa(lab.examine("mx5.good.test"))).isInstanceOf(TlsaLookupFailed.class);
    }

    @DisplayName("T9, R7672-2.2.2-08: an error at the first candidate is not evaded by the second")
    @Test
    @Covers("R7672-2.2.2-08")
    void t9FirstCandidate() {
        lab.dns.fault("_25._tcp.bare.good.test", "TLSA", Fault.SERVFAIL);

        assertThat(tlsa(lab.examine("original.good.test"))).isInstanceOf(TlsaLookupFailed.class);
        assertThat(lab.dns.queries("_25._tcp.original.good.test", "TLSA")).isZero();
    }

    @DisplayName("T9: an error at the second candidate counts too")
    @Test
    void t9SecondCandidate() {
        lab.dns.fault("_25._tcp.original.good.test", "TLSA", Fault.SERVFAIL);

        assertThat(tlsa(lab.examine("original.good.test"))).isInstanceOf(TlsaLookupFailed.class);
    }

    @DisplayName("T11, R7672-2.2-10, R7672-2.2-11: an address in the place of a name, nothing is asked")
    @ParameterizedTest
    @CsvSource({"[192.0.2.1],192.0.2.1", "[IPv6:2001:db8::1],2001:db8::1", "192.0.2.1,192.0.2.1"})
    @Covers({"R7672-2.2-10", "R7672-2.2-11"})
    void t11(String host, String address) {
        HostFindings.Reachable findings = reachable(lab.examine(host));

        assertThat(findings.addresses()).containsExactly(ip(address));
        assertThat(findings.tlsa()).isInstanceOf(NoTlsa.class);
        assertThat(lab.dns.queries()).isEmpty();
    }

    @DisplayName("R7672-2.2.3-01, -02, R6698-3-01: the TLSA name has the port in use")
    @Test
    @Covers({"R7672-2.2.3-01", "R7672-2.2.3-02", "R6698-3-01"})
    void port() {
        lab.dns.publish(
                lab.dns.zone("relay.test").address("relay.test", "192.0.2.1").tlsa("relay.test", 2525, DIGEST));

        assertThat(tlsa(examine(lab.resolver(), new MxHost("relay.test", 0, 2525)))
                        .baseDomain())
                .contains("relay.test");
        assertThat(tlsa(examine(lab.resolver(), new MxHost("relay.test", 0, 25))))
                .isInstanceOf(NoTlsa.class);
    }

    @DisplayName("S-DNS-08: an island of trust is secure by its own anchor only")
    @Test
    void island() {
        lab.dns.publish(lab.dns
                .zone("island.test")
                .island()
                .address("mx.island.test", "192.0.2.1")
                .tlsa("mx.island.test", 25, DIGEST));

        assertThat(tlsa(lab.examine("mx.island.test"))).isInstanceOf(NoTlsa.class);
    }

    @DisplayName("D10: the addresses of this server are never tried")
    @Test
    void ownAddresses() {
        RouteResolver resolver = lab.resolver(
                RouteSettings.defaults(), new LocalHosts(Set.of(), Set.of(ip("192.0.2.1"), ip("192.0.2.3"))));

        assertThat(reachable(examine(resolver, new MxHost("mx.good.test", 10, 25)))
                        .addresses())
                .containsExactlyInAnyOrder(ips("2001:db8::1", "192.0.2.2"));
        assertThat(examine(resolver, new MxHost("bare.good.test", 10, 25)))
                .isEqualTo(new Unreachable(true, "bare.good.test has no address but those of this server"));
    }

    @Test
    void addressesAreBoundedAndShuffledOnDemand() {
        RouteSettings two = RouteSettings.defaults().withMostAddresses(2);
        assertThat(reachable(examine(lab.resolver(two, LocalHosts.UNKNOWN), new MxHost("mx.good.test", 10, 25)))
                        .addresses())
                .hasSize(2)
                .contains(ip("2001:db8::1"));

        RouteResolver shuffling =
                lab.resolver(RouteSettings.defaults().withAddressOrder(AddressOrder.SHUFFLED), LocalHosts.UNKNOWN);
        Set<List<?>> orders = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            orders.add(reachable(examine(shuffling, new MxHost("mx.good.test", 10, 25)))
                    .addresses());
        }
        assertThat(orders).hasSize(6);
    }
}
