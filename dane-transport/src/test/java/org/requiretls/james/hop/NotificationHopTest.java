package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.DSN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.HopLab.Text;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.Rule;

@DisplayName("A notification about a REQUIRETLS message, table 4.4")
class NotificationHopTest extends HopTest {

    @Test
    @DisplayName("B1: a host that passes table 4.2 gets it with the parameter, by DANE or by PKIX")
    void withTheParameter() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).requireTlsOffered());

        assertDelivered(lab.deliver(DSN), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<> REQUIRETLS SIZE=25");
        assertThat(lastAttempt().rule()).isEqualTo(Rule.B1);
        assertThat(peer.messages().get(0).text()).isNotEqualTo(Text.WITHOUT_QUOTED);
    }

    @Test
    @DisplayName("B1: by PKIX too")
    void withTheParameterByPkix() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());

        assertDelivered(lab.deliver(DSN), MX1);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<> REQUIRETLS SIZE=25");
    }

    @Test
    @DisplayName("B2: a host without the keyword gets it without the parameter: it is not lost")
    @Covers("R8689-5-07")
    void withoutTheKeyword() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(DSN), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<> SIZE=35");
        assertThat(lastAttempt().rule()).isEqualTo(Rule.N2b);
        assertThat(peer.messages().get(0).text()).isEqualTo(Text.WITHOUT_QUOTED);
        assertThat(lastAttempt().reason()).contains("without the content that it quotes");
    }

    @Test
    @DisplayName("B2: behind an unsigned MX the parameter would promise too much")
    void unsignedMx() {
        lab.publish(LabZone::unsigned);
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());

        assertDelivered(lab.deliver(DSN), MX1);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<> SIZE=35");
    }

    @Test
    @DisplayName("B2: DANE still binds")
    void daneStillBinds() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        SmtpPeer peer = lab.startMx1(inClear());

        assertDeferred(lab.deliver(DSN), "4.7.4", Rule.N2c);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("B2, OD-26: without any policy and without TLS it goes in clear")
    void inClearWhereNobodyAsksForMore() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(inClear());

        assertDelivered(lab.deliver(DSN), MX1);
        assertTookInClear(peer);
        assertThat(peer.messages().get(0).text()).isEqualTo(Text.WITHOUT_QUOTED);
    }

    @Test
    @DisplayName("B3: it leaves without what it quotes also in clear after a handshake that failed")
    void withoutQuotedContentAfterAFailedHandshake() {
        lab.publish(zone -> zone);
        SmtpPeer peer =
                lab.startMx1(withTls(trusted(MX1)).requireTlsOffered().on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        assertDelivered(lab.deliver(DSN), MX1);
        assertTookInClear(peer);
        assertThat(peer.messages().get(0).text()).isEqualTo(Text.WITHOUT_QUOTED);
    }
}
