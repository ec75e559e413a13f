package org.requiretls.james.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.requiretls.james.route.RouteLab.hosts;
import static org.requiretls.james.route.RouteLab.ip;
import static org.requiretls.james.route.RouteLab.names;
import static org.requiretls.james.route.RouteLab.none;

import java.nio.file.Path;
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
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.route.Route.Reason;

/** Which hosts take mail for a domain: rules D1 to D8 and D10. */
class RouteTest {

    @TempDir
    Path folder;

    private RouteLab lab;

    @BeforeEach
    void start() {
        lab = new RouteLab(folder);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @DisplayName("D1, R7672-2.1.2-01, S-DNS-01: bogus, the domain's own address is not looked at")
    @Test
    @Covers({"R7672-2.1.2-01", "S-DNS-01"})
    void bogus() {
        lab.dns.publish(
                lab.dns.zone("bogus.test").bogus().mx(10, "mx.bogus.test").address("bogus.test", "127.0.0.2"),
                lab.dns.zone("expired.test").expired().mx(10, "mx.expired.test"));

        assertThat(none(lab.route("bogus.test")).reason()).isEqualTo(Reason.BOGUS);
        assertThat(none(lab.route("expired.test")).reason()).isEqualTo(Reason.BOGUS);
        assertThat(lab.dns.queries("bogus.test", "A")).isZero();
    }

    @DisplayName("D1, R7672-2.1.1-04: indeterminate is handled as bogus")
    @Test
    @Covers({"R7672-2.1.1-04", "S-DNS-01"})
    void indeterminate() {
        lab.dns.publish(lab.dns.zone("good.test").mx(10, "mx.good.test"));
        lab.dns.fault("good.test", "DNSKEY", Fault.SERVFAIL);

        assertThat(none(lab.route("good.test")).reason()).isEqualTo(Reason.BOGUS);
    }

    @DisplayName("D1, R7672-2.1.1-09, R5321-5.1-01: an answer that is none")
    @ParameterizedTest
    @CsvSource({"SERVFAIL", "REFUSED", "GARBLE"})
    @Covers("R7672-2.1.1-09")
    void lookupFailed(Fault fault) {
        lab.dns.fault("good.test", "MX", fault);

        assertThat(none(lab.route("good.test")).reason()).isEqualTo(Reason.LOOKUP_FAILED);
        assertThat(none(lab.route("good.test")).detail()).contains("good.test MX");
    }

    @DisplayName("D1: a time-out")
    @Test
    void timeout() {
        lab.dns.fault("good.test", "MX", Fault.DROP);

        assertThat(none(lab.routeInAHurry("good.test")).reason()).isEqualTo(Reason.LOOKUP_FAILED);
    }

    @DisplayName("D2, R5321-5.1-02: the domain does not exist, signed or not")
    @Test
    @Covers("R5321-5.1-02")
    void noSuchDomain() {
        lab.dns.publish(lab.dns.zone("plain.test").unsigned(), lab.dns.zone("good.test"));

        assertThat(none(lab.route("nosuch.good.test")).reason()).isEqualTo(Reason.DOMAIN_DOES_NOT_EXIST);
        assertThat(none(lab.route("nosuch.plain.test")).reason()).isEqualTo(Reason.DOMAIN_DOES_NOT_EXIST);
    }

    @DisplayName("D2: what cannot be a domain does not exist either")
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "[192.0.2]", "[192.0.2.256]", "[IPv6:xyz]", "[::1]", "stra\u00dfe.test"})
    void notADomain(String domain) {
        Route route = lab.route(domain);

        assertThat(none(route).reason()).isEqualTo(Reason.DOMAIN_DOES_NOT_EXIST);
        assertThat(none(route).detail()).contains(domain);
        assertThat(lab.dns.queries()).isEmpty();
    }

    @DisplayName("D3, R7505-3-01: null MX")
    @Test
    @Covers("R7505-3-01")
    void nullMx() {
        lab.dns.publish(
                lab.dns.zone("null.test").nullMx().address("null.test", "127.0.0.2"),
                lab.dns.zone("mixed.test").nullMx().mx(10, "mx.mixed.test"));

        assertThat(none(lab.route("null.test")).reason()).isEqualTo(Reason.NULL_MX);
        // RFC 7505 section 3 forbids the mixture; the real host is what its owner can only have meant.
        assertThat(names(lab.route("mixed.test"))).containsExactly("mx.mixed.test");
    }

    @DisplayName("D4, R7672-2.2-10: an address literal is its own host")
    @ParameterizedTest
    @ValueSource(strings = {"[127.0.0.1]", "[IPv6:2001:db8::1]", "[ipv6:::1]"})
    @Covers("R7672-2.2-10")
    void literal(String domain) {
        assertThat(lab.route(domain))
                .isEqualTo(new Route.Hosts(domain, MxFinding.LITERAL, List.of(new MxHost(domain, 0, 25))));
        assertThat(lab.dns.queries()).isEmpty();
    }

    @DisplayName("D5, D6: MX hosts, with what DNSSEC says about them")
    @Test
    void mx() {
        lab.dns.publish(
                lab.dns.zone("good.test").mx(10, "MX.Good.test"),
                lab.dns.zone("plain.test").unsigned().mx(5, "mx.good.test"));

        assertThat(lab.route("Good.Test."))
                .isEqualTo(new Route.Hosts("good.test", MxFinding.SECURE, List.of(new MxHost("mx.good.test", 10, 25))));
        assertThat(lab.route("plain.test"))
                .isEqualTo(
                        new Route.Hosts("plain.test", MxFinding.INSECURE, List.of(new MxHost("mx.good.test", 5, 25))));
    }

    @DisplayName("D7, R5321-5.1-04, R7672-2.2.2-01: without MX records the domain is the host")
    @Test
    @Covers("R5321-5.1-04")
    void implicitMx() {
        lab.dns.publish(
                lab.dns.zone("good.test").address("good.test", "127.0.0.2"),
                lab.dns.zone("plain.test").unsigned().address("plain.test", "127.0.0.2"));

        assertThat(lab.route("good.test"))
                .isEqualTo(
                        new Route.Hosts("good.test", MxFinding.NO_MX_SECURE, List.of(new MxHost("good.test", 0, 25))));
        assertThat(lab.route("plain.test"))
                .isEqualTo(new Route.Hosts(
                        "plain.test", MxFinding.NO_MX_INSECURE, List.of(new MxHost("plain.test", 0, 25))));
    }

    @DisplayName("D8, R5321-5.1-03: MX hosts without addresses are named, not replaced by the domain")
    @Test
    @Covers("R5321-5.1-03")
    void mxWithoutAddress() {
        lab.dns.publish(lab.dns.zone("good.test").mx(10, "nosuch.good.test").address("good.test", "127.0.0.2"));

        assertThat(names(lab.route("good.test"))).containsExactly("nosuch.good.test");
    }

    @DisplayName("R7672-2.2.1-05, R7672-3.2.2-03: an alias at the domain is followed; its target is known if proven")
    @Test
    @Covers("R7672-2.2.1-05")
    void aliasedDomain() {
        lab.dns.publish(
                lab.dns
                        .zone("good.test")
                        .cname("list.good.test", "host.good.test")
                        .mx("host.good.test", 10, "mx.good.test")
                        .cname("out.good.test", "plain.test")
                        .cname("bare.good.test", "mx.good.test")
                        .address("mx.good.test", "127.0.0.2"),
                lab.dns.zone("plain.test").unsigned().mx(10, "mx.good.test"));

        Route.Hosts followed = hosts(lab.route("list.good.test"));
        assertThat(followed.domain()).isEqualTo("list.good.test");
        assertThat(followed.mx()).isEqualTo(MxFinding.SECURE);
        assertThat(names(followed)).containsExactly("mx.good.test");
        assertThat(followed.expandedDomain()).contains("host.good.test");

        Route.Hosts unproven = hosts(lab.route("out.good.test"));
        assertThat(unproven.mx()).isEqualTo(MxFinding.INSECURE);
        assertThat(unproven.expandedDomain()).isEmpty();

        assertThat(hosts(lab.route("bare.good.test")).mx()).isEqualTo(MxFinding.NO_MX_SECURE);
        assertThat(names(lab.route("bare.good.test"))).containsExactly("bare.good.test");
    }

    @DisplayName("P2, R7672-2.2.1-02, R7672-2.2.1-03, R5321-5.1-05: by preference, equal ones at random")
    @Test
    @Covers({"R7672-2.2.1-02", "R5321-5.1-05", "R8689-4.2.1-01"})
    void order() {
        lab.dns.publish(lab.dns
                .zone("good.test")
                .mx(30, "last.good.test")
                .mx(20, "a.good.test")
                .mx(20, "b.good.test")
                .mx(20, "c.good.test")
                .mx(10, "first.good.test")
                .mx(20, "first.good.test"));
        RouteResolver resolver = lab.resolver();

        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            List<String> names = names(RouteLab.route(resolver, "good.test"));
            assertThat(names).hasSize(5).startsWith("first.good.test").endsWith("last.good.test");
            seen.add(names);
        }
        assertThat(seen).hasSize(6);
    }

    @Test
    void noMoreHostsThanAllowedAndTheBestOfThem() {
        lab.dns.publish(lab.dns
                .zone("good.test")
                .mx(30, "three.good.test")
                .mx(10, "one.good.test")
                .mx(20, "two.good.test"));
        RouteResolver bounded = lab.resolver(RouteSettings.defaults().withMostHosts(2), LocalHosts.UNKNOWN);

        assertThat(names(RouteLab.route(bounded, "good.test"))).containsExactly("one.good.test", "two.good.test");
    }

    @DisplayName("R6698-3-02: U-labels become A-labels")
    @Test
    @Covers("R6698-3-02")
    void internationalNames() {
        lab.dns.publish(lab.dns.zone("xn--bcher-kva.test").mx(10, "mx.good.test"));

        Route route = lab.route("B\u00fccher.test");

        assertThat(route.domain()).isEqualTo("xn--bcher-kva.test");
        assertThat(names(route)).containsExactly("mx.good.test");
    }

    @Test
    void thePortIsThatOfTheSettings() {
        lab.dns.publish(lab.dns.zone("good.test").mx(10, "mx.good.test"));
        RouteResolver resolver = lab.resolver(RouteSettings.defaults().withPort(2525), LocalHosts.UNKNOWN);

        assertThat(hosts(RouteLab.route(resolver, "good.test")).hosts())
                .containsExactly(new MxHost("mx.good.test", 10, 2525));
        assertThatThrownBy(() -> RouteSettings.defaults().withPort(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @DisplayName("D10, R7672-2.2.1-04: this server and what is not better than it are dropped, known by name")
    @Test
    @Covers("R7672-2.2.1-04")
    void thisServerByName() {
        lab.dns.publish(
                lab.dns
                        .zone("good.test")
                        .mx(10, "best.good.test")
                        .mx(20, "me.good.test")
                        .mx(20, "peer.good.test")
                        .mx(30, "worse.good.test"),
                lab.dns.zone("mine.test").mx(10, "me.good.test").mx(20, "worse.good.test"));
        RouteResolver resolver =
                lab.resolver(RouteSettings.defaults(), new LocalHosts(Set.of("Me.good.test"), Set.of()));

        assertThat(names(RouteLab.route(resolver, "good.test"))).containsExactly("best.good.test");
        Route looping = RouteLab.route(resolver, "mine.test");
        assertThat(none(looping).reason()).isEqualTo(Reason.LOOPS_BACK);
        assertThat(none(looping).detail()).contains("mine.test").contains("me.good.test");
    }

    @DisplayName("D10: … known by address")
    @Test
    @Covers("R7672-2.2.1-04")
    void thisServerByAddress() {
        lab.dns.publish(
                lab.dns
                        .zone("good.test")
                        .mx(10, "best.good.test")
                        .mx(20, "alsome.good.test")
                        .mx(30, "worse.good.test")
                        .address("best.good.test", "192.0.2.1")
                        .address("alsome.good.test", "192.0.2.9")
                        .address("worse.good.test", "192.0.2.3"),
                lab.dns.zone("own.test").address("own.test", "192.0.2.9"));
        RouteResolver resolver =
                lab.resolver(RouteSettings.defaults(), new LocalHosts(Set.of(), Set.of(ip("192.0.2.9"))));

        assertThat(names(RouteLab.route(resolver, "good.test"))).containsExactly("best.good.test");
        assertThat(none(RouteLab.route(resolver, "own.test")).reason()).isEqualTo(Reason.LOOPS_BACK);
        assertThat(none(RouteLab.route(resolver, "[192.0.2.9]")).reason()).isEqualTo(Reason.LOOPS_BACK);
    }

    @DisplayName("D10: a host whose addresses cannot be had is kept")
    @Test
    void unknownAddressIsNotOurs() {
        lab.dns.publish(lab.dns.zone("good.test").mx(10, "mx.good.test").address("mx.good.test", "192.0.2.9"));
        lab.dns.fault("mx.good.test", "A", Fault.SERVFAIL);
        RouteResolver resolver =
                lab.resolver(RouteSettings.defaults(), new LocalHosts(Set.of(), Set.of(ip("192.0.2.9"))));

        assertThat(names(RouteLab.route(resolver, "good.test"))).containsExactly("mx.good.test");
    }

    @DisplayName("D10: MX records that point to localhost lead back here; to any loopback address, if we listen there")
    @Test
    void localhost() {
        lab.dns.publish(
                lab.dns.zone("local.test").mx(10, "localhost"),
                lab.dns.zone("sub.test").mx(10, "mx.LOCALHOST"),
                lab.dns.zone("number.test").mx(10, "127.0.0.1"),
                lab.dns.zone("zero.test").mx(10, "mx.zero.test").address("mx.zero.test", "0.0.0.0"));
        RouteResolver onLoopback =
                lab.resolver(RouteSettings.defaults(), new LocalHosts(Set.of(), Set.of(ip("127.0.0.2"))));

        assertThat(none(lab.route("local.test")).reason()).isEqualTo(Reason.LOOPS_BACK);
        assertThat(none(lab.route("sub.test")).reason()).isEqualTo(Reason.LOOPS_BACK);
        assertThat(none(lab.route("localhost")).reason()).isEqualTo(Reason.DOMAIN_DOES_NOT_EXIST);
        for (String domain : List.of("number.test", "zero.test", "[127.0.0.1]", "[IPv6:::1]")) {
            assertThat(none(RouteLab.route(onLoopback, domain)).reason()).isEqualTo(Reason.LOOPS_BACK);
        }
        assertThat(names(lab.route("number.test"))).containsExactly("127.0.0.1");
    }
}
