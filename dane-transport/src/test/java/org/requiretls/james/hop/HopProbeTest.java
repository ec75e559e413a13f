package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.policy.MessageTag.NO;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.ProbeReport.HostProbe;
import org.requiretls.james.hop.TagOutcome.Decision;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.route.HostFindings;

/** What the probe adds to delivery: the hosts beyond the first, connections elsewhere, none at all. */
@Timeout(60)
class HopProbeTest {

    private static final Identity IDENTITY = CertificateMaker.leaf("mx1.good.test", "mx2.good.test")
            .signedBy(ProbeLab.AUTHORITY)
            .make();
    private static final String FIRST = "127.0.2.1";
    private static final String SECOND = "127.0.2.2";

    @TempDir
    Path folder;

    private ProbeLab lab;

    @BeforeEach
    void open() {
        lab = new ProbeLab(folder);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static SmtpPeerBuilder good() {
        return SmtpPeer.builder().tls(IDENTITY.sslContext()).requireTlsOffered();
    }

    private static SmtpPeerBuilder withoutKeyword() {
        return SmtpPeer.builder().tls(IDENTITY.sslContext());
    }

    private void peers(SmtpPeerBuilder first, SmtpPeerBuilder second) {
        Map<String, SmtpPeerBuilder> peers = new LinkedHashMap<>();
        peers.put(FIRST, first);
        peers.put(SECOND, second);
        lab.peers(peers);
    }

    /** {@code good.test} with two hosts, which DANE authenticates. */
    private LabZone twoHosts() {
        String tlsa = TlsaData.zoneText(IDENTITY.certificate(), 3, 1, 1);
        return lab.dns
                .zone("good.test")
                .mx(10, "mx1.good.test")
                .mx(20, "mx2.good.test")
                .address("mx1.good.test", FIRST)
                .address("mx2.good.test", SECOND)
                .tlsa("mx1.good.test", lab.port(), tlsa)
                .tlsa("mx2.good.test", lab.port(), tlsa);
    }

    private static TagOutcome outcome(ProbeReport report, MessageTag tag) {
        return report.outcomes().get(tag);
    }

    @Test
    void looksAtEveryHostThoughDeliveryWouldStopAtTheFirst() {
        peers(good(), withoutKeyword());
        lab.dns.publish(twoHosts());

        ProbeReport report = lab.probed("good.test");

        assertThat(report.mx()).isEqualTo(MxStatus.SECURE);
        assertThat(report.hosts())
                .extracting(host -> host.host().name())
                .containsExactly("mx1.good.test", "mx2.good.test");
        assertThat(outcome(report, REQUIRETLS).host()).contains("mx1.good.test");
        assertThat(outcome(report, REQUIRETLS).rule()).contains(Rule.R8);
        HostProbe second = report.hosts().get(1);
        assertThat(second.tlsa()).contains(TlsaStatus.USABLE);
        assertThat(second.tellingSession().flatMap(session -> session.summary()))
                .flatMap(SessionSummary::keyword)
                .contains(false);
        assertThat(second.outcomes().get(REQUIRETLS).rule()).contains(Rule.R7);
        assertThat(second.outcomes().get(NONE).decision()).isEqualTo(Decision.DELIVER_AUTHENTICATED);
    }

    @Test
    void endsForEachTagWhereDeliveryWouldEnd() {
        peers(withoutKeyword(), good());
        lab.dns.publish(twoHosts());

        ProbeReport report = lab.probed("good.test");

        assertThat(outcome(report, NONE).host()).contains("mx1.good.test");
        assertThat(outcome(report, REQUIRETLS).host()).contains("mx2.good.test");
        assertThat(outcome(report, NO).host()).contains("mx1.good.test");
    }

    /** Postfix bounces here though the first host may come back (rule A4). */
    @Test
    void aHostThatMayComeBackKeepsATaggedMessageWaiting() {
        peers(good().on(Stage.GREETING, Answer.close()), withoutKeyword());
        lab.dns.publish(twoHosts());

        ProbeReport report = lab.probed("good.test");

        assertThat(outcome(report, REQUIRETLS).decision()).isEqualTo(Decision.DEFER);
        assertThat(outcome(report, REQUIRETLS).rule()).contains(Rule.R4a);
        assertThat(outcome(report, REQUIRETLS).reason()).contains("| also: ", "mx2.good.test");
        assertThat(outcome(report, NONE).host()).contains("mx2.good.test");
    }

    @Test
    void oneSessionIsEnoughForAllTags() {
        peers(good(), good());
        lab.dns.publish(twoHosts());

        lab.probed("good.test");

        for (String address : List.of(FIRST, SECOND)) {
            assertThat(lab.peer(address).sessions()).hasSize(1);
            assertThat(lab.peer(address).sessions().get(0).verbs())
                    .startsWith("EHLO", "STARTTLS", "EHLO")
                    .doesNotContain("MAIL");
            assertThat(lab.peer(address).violations()).isEmpty();
        }
    }

    @Test
    void tellsWhatWasSeenOfAPeerThatDeliveryBreaksOffWith() {
        peers(good(), good());
        lab.dns.publish(twoHosts()
                .without("_" + lab.port() + "._tcp.mx1.good.test", "TLSA")
                .tlsa("mx1.good.test", lab.port(), "3 1 1 " + "ab".repeat(32)));

        ProbeReport report = lab.probed("good.test");

        HostProbe first = report.hosts().get(0);
        assertThat(first.outcomes().get(NONE).rule()).contains(Rule.N2e);
        assertThat(first.outcomes().get(REQUIRETLS).rule()).contains(Rule.R6);
        SessionSummary seen =
                first.tellingSession().flatMap(session -> session.summary()).orElseThrow();
        assertThat(seen.dane()).isFalse();
        assertThat(seen.pkix()).isTrue();
        assertThat(seen.keyword()).contains(true);
        assertThat(seen.tlsVersion()).contains("TLSv1.3");
    }

    @Test
    void triesAllAddressesOfAHost() {
        peers(good().on(Stage.GREETING, Answer.close()), good());
        lab.dns.publish(twoHosts()
                .without("mx1.good.test", "A")
                .address("mx1.good.test", FIRST)
                .address("mx1.good.test", SECOND));

        ProbeReport report = lab.probed("good.test");

        assertThat(report.hosts().get(0).outcomes().get(REQUIRETLS).decision())
                .isEqualTo(Decision.DELIVER_AUTHENTICATED);
        assertThat(report.hosts().get(0).tellingSession().orElseThrow().address())
                .startsWith(SECOND);
    }

    @Test
    void connectsElsewhereButBelievesDns() {
        peers(good(), good());
        lab.dns.publish(twoHosts()
                .without("mx1.good.test", "A")
                .address("mx1.good.test", "127.0.2.9")
                .without("mx2.good.test", "A"));

        ProbeReport report = ProbeLab.result(lab.probe()
                .connectingTo(Map.of(
                        "mx1.good.test", lab.peer(FIRST).address(),
                        "mx2.good.test", lab.peer(SECOND).address()))
                .probe("good.test"));

        assertThat(outcome(report, REQUIRETLS).rule()).contains(Rule.R8);
        assertThat(report.hosts().get(0).tellingSession().orElseThrow().address())
                .isEqualTo(FIRST + " port " + lab.port());
        assertThat(report.hosts().get(0).findings())
                .as("the report says what DNS says")
                .isInstanceOfSatisfying(
                        HostFindings.Reachable.class,
                        found -> assertThat(found.addresses())
                                .extracting(address -> address.getHostAddress())
                                .containsExactly("127.0.2.9"));
        assertThat(report.hosts().get(1).outcomes().get(NONE).rule())
                .as("without an address in DNS there is no host")
                .contains(Rule.D8);
        assertThat(lab.peer(SECOND).sessions()).isEmpty();
    }

    @Test
    void withoutConnectingSaysWhatDnsAloneDecides() {
        peers(good(), good());
        lab.dns.publish(twoHosts().unsigned());

        ProbeReport report = ProbeLab.result(lab.probe().withoutConnecting().probe("good.test"));

        assertThat(outcome(report, NONE).decision()).isEqualTo(Decision.UNKNOWN);
        assertThat(outcome(report, NONE).status()).isEmpty();
        assertThat(outcome(report, NONE).reason()).contains("mx1.good.test");
        assertThat(outcome(report, REQUIRETLS).decision())
                .as("no proof of the MX host: refused before any contact")
                .isEqualTo(Decision.BOUNCE);
        assertThat(outcome(report, REQUIRETLS).rule()).contains(Rule.R2);
        assertThat(report.hosts())
                .allSatisfy(host -> assertThat(host.sessions()).isEmpty());
        assertThat(lab.peer(FIRST).sessions()).isEmpty();
    }

    @Test
    void aDomainWithoutHostsIsToldAsDeliveryTellsIt() {
        lab.dns.publish(
                lab.dns.zone("nomail.test").nullMx(),
                lab.dns.zone("broken.test").mx(10, "mx.broken.test"));
        lab.dns.fault("broken.test", "MX", Fault.SERVFAIL);

        ProbeReport nullMx = lab.probed("nomail.test");
        ProbeReport unknown = lab.probed("unknown.test");
        ProbeReport broken = lab.probed("broken.test");

        assertThat(nullMx.hosts()).isEmpty();
        assertThat(outcome(nullMx, NO).rule()).contains(Rule.D3);
        assertThat(outcome(unknown, NONE).rule()).contains(Rule.D2);
        assertThat(outcome(unknown, NONE).decision()).isEqualTo(Decision.BOUNCE);
        assertThat(outcome(broken, REQUIRETLS).rule()).contains(Rule.D1);
        assertThat(outcome(broken, REQUIRETLS).decision()).isEqualTo(Decision.DEFER);
    }

    @Test
    void anAddressLiteralIsNoGoodForATaggedMessage() {
        peers(good(), good());

        ProbeReport report = lab.probed("[" + FIRST + "]");

        assertThat(outcome(report, REQUIRETLS).rule()).contains(Rule.D4);
        assertThat(outcome(report, NO).decision()).isEqualTo(Decision.DELIVER_ENCRYPTED);
    }
}
