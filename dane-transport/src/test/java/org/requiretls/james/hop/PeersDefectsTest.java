package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.AT_MX1;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.DOMAIN;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.MX2;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.unusableTlsa;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.DSN;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.DaneState;
import org.requiretls.james.policy.HopDecision;
import org.requiretls.james.policy.HopEvidence;
import org.requiretls.james.policy.HopPolicy;
import org.requiretls.james.policy.HopRequirement;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.SessionEvidence.Persistence;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.Verdict;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * Mistakes that other mail servers make, or made, each shown not to happen here. What concerns the receiving side
 * (tags set by a header, or from clear text) is tested with the SMTP hooks.
 */
@DisplayName("Defects of other implementations")
class PeersDefectsTest extends HopTest {

    private static SmtpPeerBuilder perfect() {
        return withTls(untrusted()).requireTlsOffered();
    }

    private void publishBothWithDane() {
        lab.publishTwoHosts(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())).tlsa(MX2, lab.port, tlsa(untrusted())));
    }

    @Test
    @DisplayName("1: where every TLSA record is unusable, a REQUIRETLS message does not reach an unauthenticated host")
    void unusableRecordsAuthenticateNobody() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, unusableTlsa()).tlsa(MX1, lab.port, "3 1 1 abcd"));
        SmtpPeer peer = lab.startMx1(perfect());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R6);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("2: an unsigned MX with a signed, TLSA-bearing host is no proof for a REQUIRETLS message")
    void signedHostBehindAnUnsignedMx() {
        lab.dns.publish(
                lab.dns.zone(DOMAIN).unsigned().mx(10, "mx.hosts.test"),
                lab.dns
                        .zone("hosts.test")
                        .address("mx.hosts.test", AT_MX1)
                        .tlsa("mx.hosts.test", lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(perfect());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R2);
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @DisplayName("3: a relayed bounce with REQUIRETLS is not lost where the next hop lacks the keyword")
    void relayedBounceIsNotLost() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(DSN), MX1);
        assertTookInTls(peer);
    }

    @Test
    @DisplayName("4: no STARTTLS is 5.7.10, a missing keyword is 5.7.30")
    void codes() {
        publishBothWithDane();
        lab.startMx1(inClear());
        lab.startMx2(inClear());
        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R5);
    }

    @Test
    @DisplayName("5: the preferred host refuses the connection, the fallback lacks the keyword: no bounce yet")
    void fallbackDoesNotDecideAlone() {
        publishBothWithDane();
        lab.startMx2(withTls(untrusted()));

        assertDeferred(lab.deliver(REQUIRETLS), "4.4.1", Rule.R4a);
    }

    @Test
    @DisplayName("6: no header line makes a message a tagged one on the way out, and none is taken for a parameter")
    void headersDoNotTag() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).requireTlsOffered());
        String text = "REQUIRETLS: yes\r\nX-Internal-RequireTls: yes\r\nTLS-Required: No\r\n\r\nhello\r\n";

        assertThat(lab.deliver(HopLab.messageSaying(text, NONE, BOB)).delivered())
                .hasSize(1);
        assertThat(mailCommand(peer)).doesNotContain("REQUIRETLS");
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N7b);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"STARTTLS 5yz", "mismatch", "alert", "no STARTTLS"})
    @DisplayName("7: whatever an attacker on the path does under DANE only delays untagged mail")
    void attackerCannotBounceUntaggedMail(String attack) {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(
                switch (attack) {
                    case "STARTTLS 5yz" -> perfect().on(Stage.STARTTLS, Answer.reply("550 5.7.0 go away"));
                    case "mismatch" -> withTls(trusted(MX2));
                    case "alert" -> perfect().on(Stage.HANDSHAKE, Answer.tlsAlert(40));
                    default -> inClear();
                });

        DeliveryReport report = lab.deliver(NONE);
        assertThat(report.deferred()).containsExactly(BOB);
        assertToldNothing(peer);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ENFORCE_MATCH", "ENFORCE_NO_MATCH"})
    @DisplayName("7: nor under an enforced MTA-STS policy")
    void attackerCannotBounceUnderMtaSts(StsState sts) {
        HopEvidence hop = new HopEvidence(MxStatus.INSECURE, DaneState.NOT_APPLICABLE, sts);
        for (SessionEvidence session : List.of(
                new SessionEvidence.StartTlsNotOffered(),
                new SessionEvidence.StartTlsRefused(Persistence.DEFINITIVE),
                new SessionEvidence.HandshakeFailed(Persistence.DEFINITIVE),
                new SessionEvidence.Encrypted(false, false, true))) {
            assertThat(verdict(NONE, hop, session))
                    .isInstanceOfSatisfying(
                            Skip.class,
                            skip -> assertThat(skip.status().isPermanent()).isFalse());
        }
    }

    private static Verdict verdict(MessageTag tag, HopEvidence hop, SessionEvidence session) {
        HopDecision decision = HopPolicy.decide(tag, hop);
        if (decision instanceof HopDecision.Refuse refuse) {
            return refuse.verdict();
        }
        HopRequirement requirement = ((HopDecision.Contact) decision).requirement();
        return requirement.judge(session);
    }

    @Test
    @DisplayName("8: an MX host that is a secure alias into an unsigned zone keeps DANE")
    void secureAliasIntoAnUnsignedZone() {
        lab.dns.publish(
                lab.dns
                        .zone(DOMAIN)
                        .mx(10, MX1)
                        .cname(MX1, "host.unsigned.test")
                        .tlsa(MX1, lab.port, tlsa(untrusted())),
                lab.dns.zone("unsigned.test").unsigned().address("host.unsigned.test", AT_MX1));
        SmtpPeer impostor = lab.startMx1(withTls(trusted(MX1)));

        assertDeferred(lab.deliver(NONE), "4.7.5", Rule.N2e);
        assertToldNothing(impostor);
    }

    @ParameterizedTest(name = "certificate for {0}")
    @ValueSource(strings = {MX1, "host.signed.test"})
    @DisplayName("8: a public authority has to vouch for the MX name, though the TLSA base domain is another")
    void pkixLooksForTheMxName(String named) {
        lab.dns.publish(
                lab.dns.zone(DOMAIN).mx(10, MX1).cname(MX1, "host.signed.test"),
                lab.dns
                        .zone("signed.test")
                        .address("host.signed.test", AT_MX1)
                        .tlsa("host.signed.test", lab.port, unusableTlsa()));
        lab.startMx1(withTls(trusted(named)).requireTlsOffered());

        DeliveryReport report = lab.deliver(REQUIRETLS);
        if (named.equals(MX1)) {
            assertDelivered(report, MX1);
        } else {
            assertBounced(report, "5.7.10", Rule.R6);
        }
    }

    @ParameterizedTest(name = "after {0} attempts")
    @ValueSource(ints = {1, 2, 5, 99})
    @DisplayName("9: a late attempt asks for as much as the first")
    void retriesDoNotWeaken(int attempts) {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());
        OutgoingMessage first = message(REQUIRETLS, BOB);
        OutgoingMessage late = new OutgoingMessage(
                first.name(),
                first.tag(),
                first.domain(),
                first.reversePath(),
                List.of(),
                first.recipients(),
                first.content(),
                attempts);

        assertBounced(lab.deliver(late), "5.7.10", Rule.R6);
        assertToldNothing(peer);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = MessageTag.class,
            names = {"NONE", "REQUIRETLS", "DSN"})
    @DisplayName("9: under a policy that is kept while its host can't be reached, no certificate that fails is taken")
    void keptPolicyBinds(MessageTag tag) {
        HopEvidence kept = new HopEvidence(MxStatus.INSECURE, DaneState.NOT_APPLICABLE, StsState.ENFORCE_MATCH);

        assertThat(verdict(tag, kept, new SessionEvidence.Encrypted(false, false, true)))
                .isInstanceOf(Skip.class);
        assertThat(verdict(tag, kept, new SessionEvidence.StartTlsNotOffered())).isInstanceOf(Skip.class);
        assertThat(verdict(tag, kept, new SessionEvidence.Encrypted(false, true, true)))
                .isInstanceOf(Verdict.Deliver.class);
    }

    @Test
    @DisplayName("9: a policy that can't be read now is not an absent one")
    void unreadablePolicyIsNotAbsent() {
        HopEvidence hop = new HopEvidence(MxStatus.INSECURE, DaneState.NOT_APPLICABLE, StsState.UNKNOWN);

        assertThat(verdict(REQUIRETLS, hop, new SessionEvidence.Encrypted(false, true, true)))
                .isInstanceOfSatisfying(
                        Skip.class, skip -> assertThat(skip.rule()).isEqualTo(Rule.R2t));
    }

    @Test
    @DisplayName("10: the keyword counts only inside TLS, clear text never carries a tagged message, and there is a"
            + " second host")
    void keywordInsideTlsOnly() {
        publishBothWithDane();
        SmtpPeer first = lab.startMx1(inClear().requireTlsOfferedInClear());
        SmtpPeer second = lab.startMx2(perfect());

        assertDelivered(lab.deliver(REQUIRETLS), MX2);
        assertToldNothing(first);
        assertTookInTls(second);
    }

    @Test
    @DisplayName("11: what is said about a delivery is what happened: each connection has its attempt, in order")
    void attemptsAreWhatHappened() {
        publishBothWithDane();
        SmtpPeer first = lab.startMx1(withTls(untrusted()));
        SmtpPeer second = lab.startMx2(perfect());

        lab.deliver(REQUIRETLS);

        assertThat(lab.attempts)
                .extracting(attempt -> attempt.host().orElseThrow())
                .containsExactly(MX1, MX2);
        assertThat(first.sessions()).hasSize(1);
        assertThat(second.sessions()).hasSize(1);
        assertThat(lab.attempts.get(1).session().orElseThrow().tlsVersion())
                .isEqualTo(second.sessions().get(0).tls().map(tls -> tls.version()));
    }

    @Test
    @DisplayName("12: MTA-STS does not override DANE: a trusted certificate does not mend a TLSA mismatch")
    void mtaStsDoesNotOverrideDane() {
        HopEvidence hop = new HopEvidence(MxStatus.SECURE, DaneState.AUTHENTICATE, StsState.ENFORCE_MATCH);

        assertThat(verdict(NONE, hop, new SessionEvidence.Encrypted(false, true, true)))
                .isInstanceOfSatisfying(
                        Skip.class, skip -> assertThat(skip.rule()).isEqualTo(Rule.N2e));
        assertThat(verdict(NONE, hop, new SessionEvidence.Encrypted(true, false, true)))
                .isInstanceOf(Verdict.Deliver.class);
    }

    @Test
    @DisplayName("13: a deferral says what is wrong, at which host, for which domain, and who asked for it")
    void deferralsAreNotOpaque() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        lab.startMx1(withTls(trusted(MX1)));

        Failure failure = assertDeferred(lab.deliver(NONE), "4.7.5", Rule.N2e);
        assertThat(failure.text())
                .startsWith("450 4.7.5 Server not authenticated: " + MX1 + " for " + DOMAIN)
                .contains("TLSA", "asked for by the TLSA records of " + MX1);
    }

    @Test
    @DisplayName("13: there is a way out for one domain, and it is not one for another that shares the MX host")
    void wayOutForOneDomain() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        lab.dns.publish(lab.dns.zone("other.test").mx(10, MX1));
        lab.rules(DOMAIN + " encrypt dane=ignore override=yes");
        SmtpPeer peer = lab.startMx1(perfect());

        assertDelivered(lab.deliver(NONE), MX1);
        assertThat(lab.deliver(message(NONE, "bob@other.test")).deferred()).hasSize(1);
        assertThat(lab.deliver(REQUIRETLS).failed()).hasSize(1);
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    @DisplayName("13: a domain without proof does not spoil the MX host for another that shares it")
    void domainsSharingAHost() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        lab.dns.publish(lab.dns.zone("other.test").unsigned().mx(10, MX1));
        lab.startMx1(perfect());

        for (int round = 0; round < 2; round++) {
            assertDelivered(lab.deliver(REQUIRETLS), MX1);
            assertThat(lab.deliver(message(REQUIRETLS, "bob@other.test")).failed())
                    .hasSize(1);
            assertThat(lab.deliver(message(NONE, "bob@other.test")).outcomes()).containsValue(new Delivered(MX1));
        }
    }
}
