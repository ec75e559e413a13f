package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.DOMAIN;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.NO;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.Rule;

@DisplayName("A message with TLS-Required: No, table 4.3")
class PoliciesAsideHopTest extends HopTest {

    private void publishDane() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
    }

    @Test
    @DisplayName("Xa, A8: nobody listens, 4.4.1")
    void nobodyListens() {
        publishDane();

        assertDeferred(lab.deliver(NO), "4.4.1", Rule.Xa);
    }

    @Test
    @DisplayName("Xb: TLS with whoever answers, against the TLSA records, and never with the parameter")
    @Covers("R8689-3-05")
    void encryptedWithAnybody() {
        publishDane();
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).requireTlsOffered());

        assertDelivered(lab.deliver(NO), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).doesNotContain("REQUIRETLS");
        assertThat(lastAttempt().rule()).isEqualTo(Rule.Xb);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"none", "454 4.7.0 later", "502 5.5.1 no"})
    @DisplayName("Xc: no STARTTLS, in clear")
    void withoutStartTls(String answer) {
        publishDane();
        SmtpPeer peer = lab.startMx1(
                answer.equals("none") ? inClear() : withTls(untrusted()).on(Stage.STARTTLS, Answer.reply(answer)));

        assertDelivered(lab.deliver(NO), MX1);
        assertTookInClear(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.Xc);
    }

    @Test
    @DisplayName("Xd: the handshake fails, the same address again in clear")
    @Covers("R8689-4.2.2-03")
    void failingHandshake() {
        publishDane();
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        assertDelivered(lab.deliver(NO), MX1);
        assertTookInClear(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.Xd);
    }

    @Test
    @DisplayName("Xe: MAIL in clear gets 530 and TLS can't be had: bounced with the peer's 530")
    @Covers("R8689-4.2.2-04")
    void peerDemandsTls() {
        publishDane();
        lab.startMx1(withTls(untrusted()).tlsDemanded().on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        Failed failed = (Failed) outcome(lab.deliver(NO), BOB);
        assertThat(failed.failure().status().basic()).isEqualTo(530);
        assertThat(failed.failure().source()).isEqualTo(Failure.Source.PEER);
    }

    @Test
    @DisplayName("Xf: a failing TLSA lookup does not matter")
    void failingTlsaLookup() {
        publishDane();
        lab.dns.fault("_" + lab.port + "._tcp." + MX1, "TLSA", Fault.SERVFAIL);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(NO), MX1);
        assertTookInTls(peer);
    }

    @Test
    @DisplayName("Xg: a failing address lookup does, 4.4.3")
    void failingAddressLookup() {
        publishDane();
        lab.dns.fault(MX1, "A", Fault.SERVFAIL);
        lab.dns.fault(MX1, "AAAA", Fault.SERVFAIL);

        assertDeferred(lab.deliver(NO), "4.4.3", Rule.D8);
    }

    @Test
    @DisplayName("D1, OD-10: so does a failing MX lookup, 4.4.3")
    void failingMxLookup() {
        publishDane();
        lab.dns.fault(DOMAIN, "MX", Fault.SERVFAIL);

        assertDeferred(lab.deliver(NO), "4.4.3", Rule.D1);
    }
}
