package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.delivery.SenderLab.address;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.selfSigned;
import static org.requiretls.james.delivery.SenderLab.trusted;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.policy.MessageTag;

/** What peers see of a sender that follows DANE (RFC 7672). */
class DaneOnTheWireTest {

    private static final Identity AUTHORITY =
            CertificateMaker.root("Authority in DNS").make();
    private static final String OF_AUTHORITY = TlsaData.zoneText(AUTHORITY.certificate(), 2, 0, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private SenderLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new SenderLab(folder);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private static Identity byAuthority(String... names) {
        return CertificateMaker.leaf(names).signedBy(AUTHORITY).make();
    }

    private static String of(Identity identity) {
        return TlsaData.zoneText(identity.certificate(), 3, 1, 1);
    }

    private String tlsaName(String host) {
        return "_" + lab.port() + "._tcp." + host;
    }

    /** A signed domain whose only host is {@code mx.good.test}, at address 1. */
    private LabZone good() {
        return lab.dns.zone("good.test").mx(10, "mx.good.test").address("mx.good.test", address(1));
    }

    @Test
    @Covers({"R7672-2.1.2-03", "R7672-2.2-02", "R7672-8.1-01", "R6698-4.1-02", "R6698-4-01"})
    void secureRecordsAreUsedAndTheirBaseDomainIsTheServerName() throws Exception {
        Identity odd = selfSigned("other.test");
        lab.dns.publish(good().tlsa("mx.good.test", lab.port(), of(odd)));
        SmtpPeer peer = lab.start(1, capable(odd));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(peer.sessions().get(0).requestedServerName()).contains("mx.good.test");
        assertThat(lab.dns.queries(tlsaName("mx.good.test"), "TLSA")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "REQUIRETLS"})
    @Covers({"R7672-2.2-03", "R7672-3.2-01", "R6698-4.1-09"})
    void aMismatchEndsTheSessionBeforeMailThoughTheCertificateIsTrusted(MessageTag tag) throws Exception {
        lab.dns.publish(good().tlsa("mx.good.test", lab.port(), of(AUTHORITY)));
        SmtpPeer peer = lab.start(1, capable(trusted("mx.good.test")));

        assertThat(lab.send(tag, "good.test")).isEqualTo(tag == NONE ? "deferred 4.7.5" : "failed 5.7.10");
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions()).hasSize(1);
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("MAIL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2=SHA-512, 1=SHA-256 | delivered by mx.good.test",
                "1=SHA-256, 2=SHA-512 | deferred 4.7.5",
                "3=SHA3-256, 2=SHA-512 | delivered by mx.good.test",
            })
    @Covers({"R7671-9-02", "R7671-9-03", "R7671-9-07"})
    void theConfiguredDigestsDecide(String digests, String outcome) throws Exception {
        Identity server = selfSigned("mx.good.test");
        String ofOther = TlsaData.zoneText(AUTHORITY.certificate(), 3, 1, 1);
        lab.with("tlsaDigests", digests)
                .dns
                .publish(good().tlsa("mx.good.test", lab.port(), ofOther)
                        .tlsa("mx.good.test", lab.port(), secondDigest(server, digests)));
        lab.start(1, capable(server));

        assertThat(lab.send(NONE, "good.test")).isEqualTo(outcome);
    }

    /** The right key by SHA-512, or by the digest that only the configuration knows. */
    private static String secondDigest(Identity server, String digests) throws Exception {
        if (!digests.startsWith("3=")) {
            return TlsaData.zoneText(server.certificate(), 3, 1, 2);
        }
        byte[] key = TlsaData.of(server.certificate(), 1, 0);
        return "3 1 3 "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA3-256").digest(key));
    }

    @ParameterizedTest
    @CsvSource({"SERVFAIL", "REFUSED", "GARBLE"})
    @Covers({"R7672-2.1.2-05", "R7672-2.1.2-06", "R7672-10-01"})
    void aHostWhoseRecordsCannotBeHadIsNotEvenContacted(Fault fault) throws Exception {
        lab.dns.publish(good());
        lab.dns.fault(tlsaName("mx.good.test"), "TLSA", fault);
        SmtpPeer peer = lab.start(1, capable(trusted("mx.good.test")));

        assertThat(lab.send(NONE, "good.test")).isEqualTo("deferred 4.4.3");
        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("deferred 4.4.3");
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @Covers({"R7672-2.1.2-04", "R7672-2.1.2-05", "R7672-10-01"})
    void theNextHostIsUsedInstead() throws Exception {
        lab.dns.publish(good().mx(20, "mx2.good.test")
                .address("mx2.good.test", address(2))
                .tlsa("mx.good.test", lab.port(), of(AUTHORITY))
                .breakSignature(tlsaName("mx.good.test"), "TLSA"));
        SmtpPeer bogus = lab.start(1, capable(trusted("mx.good.test")));
        lab.start(2, capable(trusted("mx2.good.test")));

        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx2.good.test");
        assertThat(bogus.sessions()).isEmpty();
    }

    @Test
    @Covers("R7672-2.1.2-02")
    void oneHostWithoutAddressesForNowLeavesTheOthers() throws Exception {
        lab.dns.publish(good().mx(20, "mx2.good.test").address("mx2.good.test", address(2)));
        lab.dns.fault("mx.good.test", "A", Fault.SERVFAIL);
        lab.dns.fault("mx.good.test", "AAAA", Fault.SERVFAIL);
        lab.start(2, capable(trusted("mx2.good.test")));

        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx2.good.test");
    }

    @Test
    @Covers({"R7672-2.2.1-01", "R7672-2.2.1-10"})
    void eachHostIsJudgedByItsOwnRecords() throws Exception {
        Identity first = selfSigned("a.test");
        Identity second = selfSigned("b.test");
        lab.dns.publish(good().mx(20, "mx2.good.test")
                .address("mx2.good.test", address(2))
                .tlsa("mx.good.test", lab.port(), of(first))
                .tlsa("mx2.good.test", lab.port(), of(second)));
        SmtpPeer impostor = lab.start(1, capable(second));
        lab.start(2, capable(second));

        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx2.good.test");
        assertThat(impostor.messages()).isEmpty();
    }

    @Test
    @Covers({"R7672-2.2.1-03", "R7672-2.2.1-11"})
    void recordsDoNotMoveAHostUp() throws Exception {
        Identity withRecords = selfSigned("mx2.good.test");
        lab.dns.publish(good().mx(20, "mx2.good.test")
                .address("mx2.good.test", address(2))
                .tlsa("mx2.good.test", lab.port(), of(withRecords)));
        lab.start(1, SmtpPeer.builder());
        SmtpPeer worse = lab.start(2, capable(withRecords));

        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(worse.sessions()).isEmpty();
    }

    @Test
    @Covers("R7672-2.2.2-01")
    void aDomainWithoutMxAndARelayGoThroughTheSameProcedure() throws Exception {
        Identity own = selfSigned("any.test");
        lab.dns.publish(
                lab.dns.zone("alone.test").address("alone.test", address(1)).tlsa("alone.test", lab.port(), of(own)));
        SmtpPeer impostor = lab.start(1, capable(trusted("alone.test")));
        assertThat(lab.send(NONE, "alone.test")).isEqualTo("deferred 4.7.5");
        assertThat(impostor.messages()).isEmpty();
        lab.stop(impostor);
        lab.start(1, capable(own));
        assertThat(lab.send(REQUIRETLS, "alone.test")).isEqualTo("delivered by alone.test");

        try (SenderLab relaying = new SenderLab(folder)) {
            relaying.with("gateway", "relay.test:" + relaying.port());
            relaying.dns.publish(relaying.dns
                    .zone("relay.test")
                    .address("relay.test", address(3))
                    .tlsa("relay.test", relaying.port(), of(own)));
            SmtpPeer relay = relaying.start(3, capable(own));
            assertThat(relaying.send(REQUIRETLS, "anywhere.test")).isEqualTo("delivered by relay.test");
            relaying.stop(relay);
            relaying.start(3, capable(trusted("relay.test")));
            assertThat(relaying.send(NONE, "anywhere.test")).isEqualTo("deferred 4.7.5");
        }
    }

    @Test
    @Covers({"R7672-2.1.1-02", "R6698-4.1-01", "R6698-4.1-04"})
    void recordsThatAreNotSecureAreAsIfTheyWereNotThere() throws Exception {
        Identity own = selfSigned("mx");
        lab.dns.publish(
                good().mx("one.good.test", 10, "mx.plain.test").mx("two.good.test", 10, "mx.island.test"),
                lab.dns
                        .zone("plain.test")
                        .unsigned()
                        .address("mx.plain.test", address(1))
                        .tlsa("mx.plain.test", lab.port(), of(own)),
                lab.dns
                        .zone("island.test")
                        .island()
                        .address("mx.island.test", address(1))
                        .tlsa("mx.island.test", lab.port(), of(own)));
        SmtpPeer matching = lab.start(1, capable(own));
        assertThat(lab.send(REQUIRETLS, "one.good.test")).isEqualTo("failed 5.7.10");
        assertThat(lab.send(REQUIRETLS, "two.good.test")).isEqualTo("failed 5.7.10");
        assertThat(matching.messages()).isEmpty();
        lab.stop(matching);

        SmtpPeer inClear = lab.start(1, SmtpPeer.builder());
        assertThat(lab.send(NONE, "one.good.test")).isEqualTo("delivered by mx.plain.test");
        assertThat(lab.send(NONE, "two.good.test")).isEqualTo("delivered by mx.island.test");
        assertThat(inClear.messages()).hasSize(2);
    }

    @Test
    @Covers({"R7672-2.1.1-04", "R6698-4.1-04"})
    void indeterminateIsAnErrorAndNotInsecure() throws Exception {
        lab.dns.publish(
                good().mx("far.good.test", 10, "mx.held.test"),
                lab.dns.zone("held.test").address("mx.held.test", address(1)));
        lab.dns.fault("held.test", "DNSKEY", Fault.SERVFAIL);
        SmtpPeer peer = lab.start(1, SmtpPeer.builder());

        assertThat(lab.send(NONE, "far.good.test")).isEqualTo("deferred 4.4.3");
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @Covers("R7672-2.2.1-08")
    void behindAnUnsignedMxTheLogNamesTheHostAsTheRecordDoes() throws Exception {
        lab.dns.publish(
                good(),
                lab.dns
                        .zone("plain.test")
                        .unsigned()
                        .mx(10, "alias.plain.test")
                        .cname("alias.plain.test", "mx.good.test"));
        List<String> lines = new CopyOnWriteArrayList<>();
        lab.tell(attempt -> lines.add(AttemptLog.line(attempt)));
        lab.start(1, capable(selfSigned("mx.good.test")));

        assertThat(lab.send(NONE, "plain.test")).isEqualTo("delivered by alias.plain.test");
        assertThat(lines).singleElement().asString().contains(" host=alias.plain.test ", " mx=insecure ");
    }

    @Test
    @Covers({"R7671-7-03", "R7671-7-04", "R7672-2.2.2-07"})
    void behindASecureAliasTheExpandedNameIsAskedForAndIdentifiesTheHost() throws Exception {
        lab.dns.publish(good().mx("far.good.test", 10, "alias.good.test")
                .cname("alias.good.test", "mx.good.test")
                .tlsa("mx.good.test", lab.port(), OF_AUTHORITY));
        SmtpPeer peer = lab.start(1, capable(byAuthority("mx.good.test")));

        assertThat(lab.send(REQUIRETLS, "far.good.test")).startsWith("delivered");
        assertThat(peer.sessions().get(0).requestedServerName()).contains("mx.good.test");
    }

    @Test
    @Covers({"R7672-2.2.3-05", "S-DNS-03"})
    void sharedRecordsLeaveEachHostItsNameAndDates() throws Exception {
        lab.dns.publish(good().mx(20, "mx2.good.test")
                .address("mx2.good.test", address(2))
                .cname(tlsaName("mx.good.test"), "_dane.good.test")
                .cname(tlsaName("mx2.good.test"), "_dane.good.test")
                .record("_dane.good.test", "TLSA", OF_AUTHORITY));
        Identity expired = CertificateMaker.leaf("mx.good.test")
                .signedBy(AUTHORITY)
                .expired()
                .make();
        SmtpPeer first = lab.start(1, capable(expired));
        SmtpPeer second = lab.start(2, capable(byAuthority("mx2.good.test")));

        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx2.good.test");
        assertThat(first.messages()).isEmpty();
        assertThat(second.sessions().get(0).requestedServerName()).contains("mx2.good.test");
    }

    @Test
    @Covers({"R7672-4-02", "S-DNS-04"})
    void presentAndPlannedKeyAreBothGood() throws Exception {
        Identity present = selfSigned("mx.good.test");
        Identity planned = selfSigned("mx.good.test");
        lab.dns.publish(
                good().tlsa("mx.good.test", lab.port(), of(present)).tlsa("mx.good.test", lab.port(), of(planned)));
        for (Identity current : new Identity[] {present, planned}) {
            SmtpPeer peer = lab.start(1, capable(current));
            assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
            lab.stop(peer);
        }
    }

    @Test
    @Covers({"R7672-4-04", "R6698-8.2-01"})
    void changedRecordsCountAtTheLatestWhenTheOldOnesHaveExpired() throws Exception {
        Identity own = selfSigned("mx.good.test");
        lab.dns.publish(good().ttl(1).tlsa("mx.good.test", lab.port(), of(own)));
        SmtpPeer peer = lab.start(1, capable(own));
        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx.good.test");

        lab.dns.publish(good().ttl(1).tlsa("mx.good.test", lab.port(), of(AUTHORITY)));
        await().atMost(PATIENCE).until(() -> lab.send(NONE, "good.test").equals("deferred 4.7.5"));
        int delivered = peer.messages().size();
        assertThat(lab.send(NONE, "good.test")).isEqualTo("deferred 4.7.5");
        assertThat(peer.messages()).hasSize(delivered);
    }

    @Test
    @Covers({"R6698-A-02", "R7672-2.1.3-01"})
    void recordsByWildcardAndHostsByDnameAreFound() throws Exception {
        Identity own = selfSigned("any.test");
        lab.dns.publish(good().mx("far.good.test", 10, "mx.tree.good.test")
                .record("*._tcp.mx.good.test", "TLSA", of(own))
                .dname("tree.good.test", "good.test"));
        SmtpPeer peer = lab.start(1, capable(own));
        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(lab.send(REQUIRETLS, "far.good.test")).startsWith("delivered");
        lab.stop(peer);

        lab.start(1, capable(selfSigned("mx.good.test")));
        assertThat(lab.send(NONE, "good.test")).isEqualTo("deferred 4.7.5");
        assertThat(lab.send(NONE, "far.good.test")).isEqualTo("deferred 4.7.5");
    }

    /** The example of RFC 7672 section 3.2.2: an alias for a domain with three MX hosts. */
    @ParameterizedTest(name = "host {0}, certificate for {1}: accepted is {2}")
    @CsvSource({
        "1, exchange.example.test, true",
        "1, domain.test,           true",
        "1, mx1.domain.test,       true",
        "2, exchange.example.test, true",
        "2, domain.test,           true",
        "2, mx2.domain.test,       true",
        "3, exchange.example.test, true",
        "3, domain.test,           true",
        "3, mx3.domain.test,       true",
        "1, mx2.domain.test,       false",
        "3, example.test,          false",
    })
    @Covers({"R7672-3.2.2-01", "R7672-3.2.2-02", "R7672-3.2.2-03", "R7672-3.2.2-06"})
    void theNamesOfASecureMx(int host, String name, boolean accepted) throws Exception {
        LabZone domain = lab.dns.zone("domain.test");
        for (int number = 1; number <= 3; number++) {
            String mx = "mx" + number + ".domain.test";
            domain.mx(10 * number, mx).address(mx, address(number)).tlsa(mx, lab.port(), OF_AUTHORITY);
        }
        lab.dns.publish(domain, lab.dns.zone("example.test").cname("exchange.example.test", "domain.test"));
        lab.start(host, capable(byAuthority(name)));

        Optional<String> delivered = Optional.of("delivered by mx" + host + ".domain.test");
        assertThat(Optional.of(lab.send(REQUIRETLS, "exchange.example.test")).equals(delivered))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"mx.good.test, delivered by mx.good.test", "plain.test, deferred 4.7.5"})
    @Covers({"R7672-3.2.2-04", "R7672-2.2.1-07"})
    void theNamesOfAnInsecureMx(String name, String outcome) throws Exception {
        lab.dns.publish(
                lab.dns.zone("plain.test").unsigned().mx(10, "mx.good.test"),
                good().tlsa("mx.good.test", lab.port(), OF_AUTHORITY));
        lab.start(1, capable(byAuthority(name)));

        assertThat(lab.send(NONE, "plain.test")).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "bare.good.test, delivered by bare.good.test",
        "mx.good.test, delivered by bare.good.test",
        "good.test, failed 5.7.10"
    })
    @Covers("R7672-3.2.2-05")
    void theNamesOfAnAliasWithoutMx(String name, String outcome) throws Exception {
        lab.dns.publish(good().cname("bare.good.test", "mx.good.test").tlsa("mx.good.test", lab.port(), OF_AUTHORITY));
        lab.start(1, capable(byAuthority(name)));

        assertThat(lab.send(REQUIRETLS, "bare.good.test")).isEqualTo(outcome);
    }
}
