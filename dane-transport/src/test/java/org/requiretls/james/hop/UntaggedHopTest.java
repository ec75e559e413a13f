package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.AT_MX1;
import static org.requiretls.james.hop.HopLab.DOMAIN;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.unusableTlsa;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.NONE;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.hop.Attempt.Outcome;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.Rule;

@DisplayName("A message without a tag, table 4.1")
class UntaggedHopTest extends HopTest {

    @Test
    @DisplayName("N1: a failing TLSA lookup keeps the host from being contacted, 4.4.3")
    void failingTlsaLookup() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        lab.dns.fault("_" + lab.port + "._tcp." + MX1, "TLSA", Fault.SERVFAIL);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDeferred(lab.deliver(NONE), "4.4.3", Rule.N1);
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @DisplayName("N2a, N7a: nobody listens, 4.4.1")
    void connectionRefused() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));

        assertDeferred(lab.deliver(NONE), "4.4.1", Rule.N2a);

        lab.publish(zone -> zone);
        assertDeferred(lab.deliver(NONE), "4.4.1", Rule.N7a);
    }

    @Test
    @DisplayName("N2b: delivered to a host that a TLSA record matches, without the keyword, SNI is the base domain")
    void daneMatch() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).requireTlsOffered());

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).doesNotContain("REQUIRETLS");
        assertThat(peer.sessions().get(0).requestedServerName()).contains(MX1);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N2b);
        assertThat(lastAttempt().session().orElseThrow().dane()).isTrue();
    }

    private void publishUnsignedDomainWithSignedHost(String tlsa) {
        lab.dns.publish(
                lab.dns.zone(DOMAIN).unsigned().mx(10, "mx.hosts.test"),
                lab.dns.zone("hosts.test").address("mx.hosts.test", AT_MX1).tlsa("mx.hosts.test", lab.port, tlsa));
    }

    @Test
    @DisplayName("N2b, N2e: with an unsigned MX the TLSA records of the host count, unless the administrator says not")
    void daneOfAHostBehindAnUnsignedMx() {
        publishUnsignedDomainWithSignedHost(tlsa(trusted(MX1)));
        SmtpPeer impostor = lab.startMx1(withTls(untrusted()));

        assertDeferred(lab.deliver(NONE), "4.7.5", Rule.N2e);
        assertToldNothing(impostor);

        HopEngine lax = lab.engine(lab.routes(), InsecureMxDane.OFF);
        assertDelivered(HopLab.deliver(lax, HopLab.message(NONE, HopLab.BOB)), "mx.hosts.test");
        assertThat(lastAttempt().session().orElseThrow().dane()).isFalse();
    }

    @Test
    @DisplayName("Records that do not count neither authenticate nor are named as if they had")
    void recordsThatDoNotCount() {
        publishUnsignedDomainWithSignedHost(tlsa(untrusted()));
        lab.startMx1(withTls(untrusted()));

        HopEngine lax = lab.engine(lab.routes(), InsecureMxDane.OFF);
        assertDelivered(HopLab.deliver(lax, HopLab.message(NONE, HopLab.BOB)), "mx.hosts.test");
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N7b);
        assertThat(lastAttempt().session().orElseThrow().dane()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"none", "454 4.7.0 later", "502 5.5.1 no", "421 4.3.2 down"})
    @DisplayName("N2c: DANE needs TLS, not offered or refused, 4.7.4, and the peer is told nothing")
    void daneWithoutStartTls(String answer) {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(refusing(answer));

        assertDeferred(lab.deliver(NONE), "4.7.4", Rule.N2c);
        assertToldNothing(peer);
    }

    private static SmtpPeerBuilder refusing(String startTlsAnswer) {
        return startTlsAnswer.equals("none")
                ? inClear()
                : withTls(untrusted()).on(Stage.STARTTLS, Answer.reply(startTlsAnswer));
    }

    @Test
    @DisplayName("N2d: DANE needs TLS, the handshake fails, 4.7.5, no second connection in clear")
    void daneWithFailingHandshake() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        assertDeferred(lab.deliver(NONE), "4.7.5", Rule.N2d);
        assertToldNothing(peer);
        assertThat(peer.sessions()).hasSize(1);
    }

    @Test
    @DisplayName("N2e: no TLSA record matches: deferred, not bounced, though a public authority vouches for the host")
    void daneMismatch() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)));

        Failure failure = assertDeferred(lab.deliver(NONE), "4.7.5", Rule.N2e);
        assertThat(failure.text()).contains(MX1, "the TLSA records of " + MX1);
        assertToldNothing(peer);
        assertThat(lastAttempt().session())
                .contains(new SessionSummary(Optional.empty(), Optional.empty(), false, false, Optional.empty()));
    }

    @Test
    @DisplayName("N5b: unusable TLSA records are content with any TLS")
    void unusableRecordsWithTls() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, unusableTlsa()));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInTls(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N5b);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"none", "454 4.7.0 later", "502 5.5.1 no"})
    @DisplayName("N5c: unusable TLSA records need TLS, 4.7.4")
    void unusableRecordsWithoutTls(String answer) {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, unusableTlsa()));
        SmtpPeer peer = lab.startMx1(refusing(answer));

        assertDeferred(lab.deliver(NONE), "4.7.4", Rule.N5c);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("N5d: unusable TLSA records need TLS, the handshake fails, 4.7.5")
    void unusableRecordsWithFailingHandshake() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, unusableTlsa()));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).on(Stage.HANDSHAKE, Answer.reset()));

        assertDeferred(lab.deliver(NONE), "4.7.5", Rule.N5d);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("N7b: without any policy whoever answers in TLS gets the message")
    void opportunisticTls() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInTls(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N7b);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"none", "454 4.7.0 later", "502 5.5.1 no"})
    @DisplayName("N7c: without any policy and without STARTTLS it goes in clear")
    void opportunisticClear(String answer) {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(refusing(answer));

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInClear(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N7c);
    }

    @Test
    @DisplayName("STARTTLS answered 421: clear text would do, but the peer has hung up, 4.4.1")
    void hungUpAtStartTls() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(refusing("421 4.3.2 down"));

        assertDeferred(lab.deliver(NONE), "4.4.1", Rule.N7a);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("N7d: the handshake fails: the same address again, in clear")
    void reconnectInClear() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInClear(peer);
        assertThat(peer.sessions()).hasSize(2);
        assertThat(lab.attempts)
                .extracting(Attempt::outcome)
                .containsExactly(Outcome.RETRIED_IN_CLEAR, Outcome.DELIVERED);
        assertThat(lab.attempts).extracting(Attempt::rule).containsOnly(Rule.N7d);
    }

    @Test
    @DisplayName("N7e: MAIL in clear gets 530 and TLS can't be had: the peer's words stand, at once")
    void peerDemandsTlsItCannotDo() {
        lab.publish(zone -> zone);
        lab.startMx1(withTls(untrusted()).tlsDemanded().on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        DeliveryReport report = lab.deliver(NONE);

        Failure failure = ((Failed) outcome(report, HopLab.BOB)).failure();
        assertThat(failure.source()).isEqualTo(Failure.Source.PEER);
        assertThat(failure.status().basic()).isEqualTo(530);
    }
}
