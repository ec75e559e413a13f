package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.GatewayAccess.Exposure;
import org.requiretls.james.hop.GatewayAccess.TlsStart;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.LevelName;
import org.requiretls.james.smtpclient.Login;

@DisplayName("Gateways: login, and TLS from the start")
class GatewayHopTest extends HopTest {

    private static final Login LOGIN = new Login("me", "secret");

    @BeforeEach
    void publish() {
        lab.publish(zone -> zone);
    }

    private DeliveryReport send(MessageTag tag, TlsStart start, Optional<Login> login, Exposure exposure) {
        MxHost gateway = new MxHost(MX1, 0, lab.port);
        return HopLab.deliver(lab.engine(gateway, new GatewayAccess(start, login, exposure)), message(tag, BOB));
    }

    private DeliveryReport sendWithLogin(MessageTag tag) {
        lab.rules = lab.rules.withAtLeast(MX1, LevelName.SECURE);
        return send(tag, TlsStart.BY_STARTTLS, Optional.of(LOGIN), Exposure.AUTHENTICATED);
    }

    private static SmtpPeerBuilder knowing(SmtpPeerBuilder peer, String reply) {
        return peer.keywordsInTls("PIPELINING", "AUTH PLAIN", "REQUIRETLS").on(Stage.UNKNOWN, Answer.reply(reply));
    }

    private static void assertPasswordKept(SmtpPeer peer) {
        assertThat(peer.sessions())
                .allSatisfy(session -> assertThat(session.verbs()).doesNotContain("AUTH"));
        assertToldNothing(peer);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "REQUIRETLS", "NO"})
    @DisplayName("Logs in to a gateway that has proven its name, before anything is said of the message")
    void logsIn(MessageTag tag) {
        SmtpPeer peer = lab.startMx1(knowing(withTls(trusted(MX1)), "235 2.7.0 welcome"));

        assertThat(outcome(sendWithLogin(tag), BOB)).isEqualTo(new Delivered(MX1));
        assertThat(peer.sessions().get(0).verbs())
                .startsWith("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA");
        assertTookInTls(peer);
    }

    @Test
    @DisplayName("A tagged message is submitted inside TLS, after EHLO there, with the parameter")
    @Covers("R8689-4.3-01")
    void r8689_4_3_01SubmitsWithTheParameter() {
        SmtpPeer peer = lab.startMx1(knowing(withTls(trusted(MX1)), "235 2.7.0 welcome"));

        assertDelivered(sendWithLogin(MessageTag.REQUIRETLS), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<alice@sender.example> REQUIRETLS");
    }

    @ParameterizedTest(name = "tag {0}")
    @EnumSource(names = {"NONE", "REQUIRETLS", "NO"})
    @DisplayName(
            "The password is kept from a gateway with a wrong certificate, without TLS, or with a broken handshake")
    void keepsThePassword(MessageTag tag) {
        SmtpPeer peer = lab.startMx1(knowing(withTls(untrusted()), "235 2.7.0 welcome"));

        assertThat(sendWithLogin(tag).delivered()).isEmpty();
        assertPasswordKept(peer);
    }

    @ParameterizedTest(name = "tag {0}")
    @EnumSource(names = {"NONE", "REQUIRETLS", "NO"})
    @DisplayName("STARTTLS stripped: neither password nor message")
    void keepsThePasswordWhereTlsIsStripped(MessageTag tag) {
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1))
                .startTlsStripped()
                .keywordsInClear("AUTH PLAIN")
                .on(Stage.UNKNOWN, Answer.reply("235 2.7.0 welcome")));

        assertThat(sendWithLogin(tag).delivered()).isEmpty();
        assertPasswordKept(peer);
    }

    @Test
    @DisplayName("Without the rule that should protect it, a defect of ours, the password stays all the same")
    void keepsThePasswordWhereTheRuleIsMissing() {
        SmtpPeer clear = lab.startMx1(inClear().keywords("AUTH PLAIN").on(Stage.UNKNOWN, Answer.reply("235 2.7.0 ok")));

        for (Exposure exposure : new Exposure[] {Exposure.AUTHENTICATED, Exposure.ENCRYPTED}) {
            Deferred deferred = (Deferred) outcome(send(NONE, TlsStart.BY_STARTTLS, Optional.of(LOGIN), exposure), BOB);
            assertThat(deferred.failure().status().enhanced()).hasToString("4.7.8");
        }
        assertPasswordKept(clear);
    }

    @Test
    @DisplayName("Said outright, the password goes in clear")
    void givesThePasswordAwayWhereTold() {
        SmtpPeer peer = lab.startMx1(inClear().keywords("AUTH PLAIN").on(Stage.UNKNOWN, Answer.reply("235 2.7.0 ok")));

        assertThat(send(NONE, TlsStart.BY_STARTTLS, Optional.of(LOGIN), Exposure.CLEAR)
                        .delivered())
                .containsExactly(BOB);
        assertThat(peer.sessions().get(0).verbs()).containsSubsequence("AUTH", "MAIL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "535 5.7.8 wrong|4.7.8|535 5.7.8 wrong",
                "454 4.7.0 trouble|4.7.8|454 4.7.0 trouble",
                "421 4.3.2 leaving|4.7.8|421 4.3.2",
                "250 what|4.4.2|out of place"
            })
    @DisplayName("A refused login is never the fault of the message: the mail waits, and nothing is said of it")
    void waitsWhereTheLoginIsRefused(String reply, String status, String told) {
        SmtpPeer peer = lab.startMx1(knowing(withTls(trusted(MX1)), reply));

        Deferred deferred = (Deferred) outcome(sendWithLogin(NONE), BOB);

        assertThat(deferred.failure().status().enhanced()).hasToString(status);
        assertThat(deferred.failure().text()).contains(MX1, told).doesNotContain("secret");
        assertToldNothing(peer);
        assertThat(lastAttempt().outcome()).isEqualTo(Attempt.Outcome.REFUSED_BY_PEER);
    }

    @Test
    @DisplayName("A gateway without a mechanism that is known: the mail waits")
    void waitsWhereNoMechanismIsOffered() {
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).keywordsInTls("AUTH GSSAPI"));

        Deferred deferred = (Deferred) outcome(sendWithLogin(NONE), BOB);

        assertThat(deferred.failure().text()).contains("AUTH offers 'GSSAPI'");
        assertPasswordKept(peer);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "REQUIRETLS", "NO"})
    @DisplayName("RFC 8314: TLS from the start, and REQUIRETLS inside it")
    void tlsFromTheStart(MessageTag tag) {
        lab.rules = lab.rules.withAtLeast(MX1, LevelName.SECURE);
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).implicitTls().requireTlsOffered());

        assertThat(send(tag, TlsStart.AT_ONCE, Optional.empty(), Exposure.AUTHENTICATED)
                        .delivered())
                .containsExactly(BOB);
        assertTookInTls(peer);
        assertThat(peer.sessions().get(0).verbs())
                .containsSubsequence("EHLO", "MAIL", "RCPT", "DATA")
                .doesNotContain("STARTTLS");
        assertThat(mailCommand(peer).contains("REQUIRETLS")).isEqualTo(tag == REQUIRETLS);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "REQUIRETLS", "NO"})
    @DisplayName("RFC 8314: a gateway that speaks in clear where TLS is due gets nothing, and no second try in clear")
    void neverInClear(MessageTag tag) {
        lab.rules = lab.rules.withAtLeast(MX1, LevelName.ENCRYPT);
        SmtpPeer peer = lab.startMx1(inClear());

        assertThat(send(tag, TlsStart.AT_ONCE, Optional.empty(), Exposure.AUTHENTICATED)
                        .delivered())
                .isEmpty();
        assertThat(peer.sessions()).hasSize(1);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("MX hosts get no login, whatever is configured for gateways")
    void notToMxHosts() {
        SmtpPeer peer = lab.startMx1(knowing(withTls(trusted(MX1)), "235 2.7.0 welcome"));

        assertDelivered(lab.deliver(message(NONE, BOB)), MX1);
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("AUTH");
    }
}
