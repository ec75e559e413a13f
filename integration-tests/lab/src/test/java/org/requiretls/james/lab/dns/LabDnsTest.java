package org.requiretls.james.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The lab's zones, seen through a validator that is not ours. */
class LabDnsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private LabDns dns;
    private ValidatingResolver validator;

    @BeforeEach
    void publish() throws IOException {
        dns = LabDns.start();
        dns.publish(
                dns.zone("good.test")
                        .mx(10, "mx.good.test")
                        .address("mx.good.test", "127.0.0.2")
                        .address("mx.good.test", "::1")
                        .tlsa("mx.good.test", 25, "3 1 1 " + "ab".repeat(32))
                        .address("*.wild.good.test", "127.0.0.3")
                        .cname("alias.good.test", "host.plain.test")
                        .cname("loop.good.test", "loop.good.test")
                        .dname("tree.good.test", "good.test")
                        .txt("good.test", "v=spf1 -all"),
                dns.zone("plain.test").unsigned().address("host.plain.test", "127.0.0.4"),
                dns.zone("sub.good.test").address("sub.good.test", "127.0.0.5"),
                dns.zone("island.test").island().address("island.test", "127.0.0.6"),
                dns.zone("bogus.test").bogus().address("bogus.test", "127.0.0.7"),
                dns.zone("expired.test").expired().address("expired.test", "127.0.0.8"),
                dns.zone("half.test")
                        .address("a.half.test", "127.0.0.9")
                        .address("b.half.test", "127.0.0.9")
                        .breakSignature("b.half.test", "A"));
        validator = validator();
    }

    private ValidatingResolver validator() throws IOException {
        SimpleResolver stub = new SimpleResolver(dns.address());
        stub.setTimeout(TIMEOUT);
        ValidatingResolver resolver = new ValidatingResolver(stub);
        resolver.loadTrustAnchors(new ByteArrayInputStream(dns.trustAnchor(".").getBytes(StandardCharsets.UTF_8)));
        return resolver;
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Message ask(String name, String type) throws IOException {
        return validator.send(query(name, type));
    }

    private static Message query(String name, String type) {
        return Message.newQuery(Record.newRecord(Names.absolute(name), Names.type(type), DClass.IN));
    }

    @ParameterizedTest(name = "{0} {1}: {2}, secure {3}")
    @CsvSource({
        "good.test,               MX,    NOERROR,  true",
        "mx.good.test,            A,     NOERROR,  true",
        "mx.good.test,            AAAA,  NOERROR,  true",
        "_25._tcp.mx.good.test,   TLSA,  NOERROR,  true",
        "_tcp.mx.good.test,       TLSA,  NOERROR,  true",
        "mx.good.test,            TXT,   NOERROR,  true",
        "nosuch.good.test,        A,     NXDOMAIN, true",
        "nosuch.test,             A,     NXDOMAIN, true",
        "test,                    A,     NOERROR,  true",
        "x.wild.good.test,        A,     NOERROR,  true",
        "x.wild.good.test,        MX,    NOERROR,  true",
        "mx.tree.good.test,       A,     NOERROR,  true",
        "mx.tree.good.test,       CNAME, NOERROR,  true",
        "sub.good.test,           A,     NOERROR,  true",
        "sub.good.test,           DS,    NOERROR,  true",
        "plain.test,              DS,    NOERROR,  true",
        "good.test,               DNSKEY,NOERROR,  true",
        "alias.good.test,         CNAME, NOERROR,  true",
        "alias.good.test,         A,     NOERROR,  false",
        "host.plain.test,         A,     NOERROR,  false",
        "host.plain.test,         MX,    NOERROR,  false",
        "nosuch.plain.test,       A,     NXDOMAIN, false",
        "island.test,             A,     NOERROR,  false",
        "a.half.test,             A,     NOERROR,  true",
        "b.half.test,             A,     SERVFAIL, false",
        "bogus.test,              A,     SERVFAIL, false",
        "bogus.test,              MX,    SERVFAIL, false",
        "expired.test,            A,     SERVFAIL, false",
        "loop.good.test,          A,     SERVFAIL, false",
    })
    void aValidatorFindsWhatWasPublished(String name, String type, String rcode, boolean secure) throws IOException {
        Message answer = ask(name, type);

        assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
        assertThat(answer.getHeader().getFlag(Flags.AD)).isEqualTo(secure);
    }

    @Test
    void aForeignTrustAnchorMakesEverythingBogus() throws IOException {
        try (LabDns other = LabDns.start()) {
            ValidatingResolver astray = new ValidatingResolver(new SimpleResolver(dns.address()));
            astray.loadTrustAnchors(
                    new ByteArrayInputStream(other.trustAnchor(".").getBytes(StandardCharsets.UTF_8)));

            assertThat(astray.send(query("mx.good.test", "A")).getRcode()).isEqualTo(Rcode.SERVFAIL);
        }
    }

    @Test
    void anIslandIsSecureByItsOwnTrustAnchor() throws IOException {
        validator.loadTrustAnchors(
                new ByteArrayInputStream(dns.trustAnchor("island.test").getBytes(StandardCharsets.UTF_8)));

        assertThat(ask("island.test", "A").getHeader().getFlag(Flags.AD)).isTrue();
    }

    @Test
    void aMendedZoneVerifiesUnderTheKeysThatClientsKnow() throws IOException {
        assertThat(ask("bogus.test", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);

        dns.publish(dns.zone("bogus.test").address("bogus.test", "127.0.0.7"));

        assertThat(ask("bogus.test", "A").getHeader().getFlag(Flags.AD)).isTrue();
    }

    @Test
    void anEditedZoneShowsOnlyOncePublishedAgain() throws IOException {
        LabZone zone = dns.zone("edit.test").address("edit.test", "127.0.0.2");
        dns.publish(zone);
        zone.without("edit.test", "A").address("edit.test", "127.0.0.3");
        assertThat(ask("edit.test", "A").toString()).contains("127.0.0.2");

        dns.publish(zone);

        assertThat(ask("edit.test", "A").toString()).contains("127.0.0.3").doesNotContain("127.0.0.2");
    }

    @Test
    void aWithdrawnZoneNoLongerExists() throws IOException {
        dns.withdraw("good.test");

        // sub.good.test now hangs below the root, which keeps good.test as an empty non-terminal.
        assertThat(ask("mx.good.test", "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(ask("sub.good.test", "A").getHeader().getFlag(Flags.AD)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"SERVFAIL, SERVFAIL", "REFUSED, REFUSED", "TRUNCATE, NOERROR"})
    void aFaultShowsUntilMended(Fault fault, String rcode) throws IOException {
        SimpleResolver stub = new SimpleResolver(dns.address());
        stub.setTimeout(TIMEOUT);
        dns.fault("mx.good.test", "A", fault);
        assertThat(Rcode.string(stub.send(query("mx.good.test", "A")).getRcode()))
                .isEqualTo(rcode);

        dns.mend("mx.good.test", "A");
        assertThat(stub.send(query("mx.good.test", "A")).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void truncationSendsTheClientToTcp() throws IOException {
        dns.fault("mx.good.test", "A", Fault.TRUNCATE);

        assertThat(ask("mx.good.test", "A").getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(dns.queries("mx.good.test", "A")).isEqualTo(2);
    }

    @Test
    void anAnswerTooLongForUdpIsTruncatedByItself() throws IOException {
        LabZone zone = dns.zone("long.test");
        for (int i = 0; i < 30; i++) {
            zone.txt("long.test", i + "x".repeat(100));
        }
        dns.publish(zone);

        assertThat(ask("long.test", "TXT").getSection(Section.ANSWER)).hasSizeGreaterThan(30);
        assertThat(dns.queries("long.test", "TXT")).isEqualTo(2);
    }

    @Test
    void garbageAndSilenceAreErrors() throws IOException {
        SimpleResolver stub = new SimpleResolver(dns.address());
        stub.setTimeout(Duration.ofMillis(100));
        dns.fault("mx.good.test", "A", Fault.GARBLE);
        assertThatThrownBy(() -> stub.send(query("mx.good.test", "A"))).isInstanceOf(IOException.class);

        dns.fault("mx.good.test", "A", Fault.DROP);
        assertThatThrownBy(() -> stub.send(query("mx.good.test", "A")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mx.good.test");
    }

    @Test
    void anAliasCanBeLeftToTheClient() throws IOException {
        dns.fault("alias.good.test", "A", Fault.ALIAS_ONLY);
        SimpleResolver stub = new SimpleResolver(dns.address());

        assertThat(stub.send(query("alias.good.test", "A")).getSection(Section.ANSWER))
                .extracting(record -> record.getType())
                .containsExactly(Names.type("CNAME"));
    }

    @Test
    void answersCanBeTamperedWith() throws IOException {
        dns.tamper("mx.good.test", "A", response -> {
            response.removeAllRecords(Section.ANSWER);
            return response;
        });

        assertThat(ask("mx.good.test", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void queriesAreCountedAndForgotten() throws IOException {
        SimpleResolver stub = new SimpleResolver(dns.address());
        stub.send(query("mx.good.test", "A"));
        assertThat(dns.queries()).isEqualTo(List.of("mx.good.test/A"));

        dns.forgetQueries();
        assertThat(dns.queries("mx.good.test", "A")).isZero();
    }

    @Test
    void withoutTheDoBitThereAreNoSignatures() throws IOException {
        SimpleResolver stub = new SimpleResolver(dns.address());

        assertThat(stub.send(query("mx.good.test", "A")).getSection(Section.ANSWER))
                .hasSize(1);
    }

    @Test
    void recordsOutsideOfTheZoneAreRefused() {
        LabZone zone = dns.zone("good.test");
        assertThatThrownBy(() -> zone.address("mx.other.test", "127.0.0.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mx.other.test")
                .hasMessageContaining("good.test");
    }

    @ParameterizedTest(name = "{0} {1}: {2}, secure {3}")
    @CsvSource({
        "hashed.test,                 MX,    NOERROR,  true",
        "hashed.test,                 TXT,   NOERROR,  true",
        "mx.hashed.test,              TXT,   NOERROR,  true",
        "_tcp.mx.hashed.test,         TLSA,  NOERROR,  true",
        "nosuch.hashed.test,          A,     NXDOMAIN, true",
        "a.b.c.hashed.test,           A,     NXDOMAIN, true",
        "a.wild.hashed.test,          A,     NOERROR,  true",
        "a.wild.hashed.test,          TXT,   NOERROR,  true",
        "host.unsigned.hashed.test,   A,     NOERROR,  false",
        "host.signed.hashed.test,     A,     NOERROR,  true",
        "mx.optout.test,              TXT,   NOERROR,  true",
        "nosuch.optout.test,          A,     NXDOMAIN, false",
        "host.unsigned.optout.test,   A,     NOERROR,  false",
        "host.signed.optout.test,     A,     NOERROR,  true",
    })
    void proofsByHashesOfNames(String name, String type, String rcode, boolean secure) throws IOException {
        publishHashed(dns.zone("hashed.test").nsec3(0, ""), "hashed.test");
        publishHashed(dns.zone("optout.test").nsec3OptOut(3, "abcd"), "optout.test");

        Message response = ask(name, type);

        assertThat(Rcode.string(response.getRcode())).isEqualTo(rcode);
        assertThat(response.getHeader().getFlag(Flags.AD)).isEqualTo(secure);
    }

    private void publishHashed(LabZone zone, String origin) {
        dns.publish(
                zone.mx(10, "mx." + origin)
                        .address("mx." + origin, "127.0.0.2")
                        .tlsa("mx." + origin, 25, "3 1 1 " + "ab".repeat(32))
                        .address("*.wild." + origin, "127.0.0.3"),
                dns.zone("unsigned." + origin).unsigned().address("host.unsigned." + origin, "127.0.0.4"),
                dns.zone("signed." + origin).address("host.signed." + origin, "127.0.0.5"));
    }

    @Test
    void anOptedOutDelegationHasNoProofOfItsOwn() {
        publishHashed(dns.zone("hashed.test").nsec3(0, ""), "hashed.test");
        publishHashed(dns.zone("optout.test").nsec3OptOut(0, ""), "optout.test");

        assertThat(dns.zoneFile("hashed.test").orElseThrow().lines().filter(line -> line.contains("\tNSEC3\t")))
                .hasSize(dns.zoneFile("optout.test")
                                .orElseThrow()
                                .lines()
                                .filter(line -> line.contains("\tNSEC3\t"))
                                .toList()
                                .size()
                        + 1);
    }

    @Test
    void keysThatOnlyMakeWorkHaveTheTagOfTheRealOne() throws IOException {
        dns.publish(dns.zone("trap.test").impostorKeys(5).worthlessSignatures(3).address("trap.test", "127.0.0.2"));

        SimpleResolver stub = new SimpleResolver(dns.address());
        stub.setTimeout(TIMEOUT);
        List<Record> keys = stub.send(query("trap.test", "DNSKEY")).getSection(Section.ANSWER);
        List<Record> anchors = stub.send(query("trap.test", "DS")).getSection(Section.ANSWER);

        assertThat(keys)
                .hasSize(6)
                .extracting(key -> ((DNSKEYRecord) key).getFootprint())
                .containsOnly(((DSRecord) anchors.get(0)).getFootprint());
        assertThat(anchors).hasSize(6);
        assertThat(dns.zoneFile("trap.test").orElseThrow().lines().filter(line -> line.contains("RRSIG\tA ")))
                .hasSize(2 * 4);
    }
}
