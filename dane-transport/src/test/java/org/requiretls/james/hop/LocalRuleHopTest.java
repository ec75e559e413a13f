package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.DOMAIN;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.DSN;
import static org.requiretls.james.policy.MessageTag.NO;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.policy.Rule;

@DisplayName("The administrator's rules, table 4.6, with real peers")
class LocalRuleHopTest extends HopTest {

    @ParameterizedTest
    @ValueSource(strings = {"encrypt", "dane-only", "verify", "secure"})
    @DisplayName("S-LVL-01: a level that needs TLS waits for a host that does not do it, 4.7.4")
    void levelsThatNeedTls(String level) {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " " + level);
        SmtpPeer peer = lab.startMx1(inClear());

        assertDeferred(lab.deliver(NONE), "4.7.4", Rule.L1);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("S-LVL-01: encrypt takes whoever answers in TLS")
    void encryptTakesAnybody() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " encrypt");
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInTls(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dane-only", "verify", "secure"})
    @DisplayName("S-LVL-01: a level that authenticates breaks the handshake with a stranger off, 4.7.5")
    void levelsThatAuthenticate(String level) {
        lab.publish(zone -> zone);
        lab.rules("* " + level);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDeferred(lab.deliver(NONE), "4.7.5", Rule.L3);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("S-LVL-01: secure takes a trusted certificate at a proven host, and says so")
    void secureTakesTrusted() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " secure");
        lab.startMx1(withTls(trusted(MX1)));

        assertDelivered(lab.deliver(NONE), MX1);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.L4);
    }

    @Test
    @DisplayName("S-LVL-04: a pinned key lets its holder in, and nobody else")
    void pinnedKey() {
        lab.publish(zone -> zone);
        String digest = HexFormat.of().formatHex(TlsaData.of(untrusted().certificate(), 1, 1));
        lab.rules(DOMAIN + " fingerprint digest=" + digest);
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInTls(peer);

        lab.rules(DOMAIN + " fingerprint digest=" + "ab".repeat(32));
        assertDeferred(lab.deliver(NONE), "4.7.5", Rule.L3);
    }

    @Test
    @DisplayName("RFC 9525 section 6.6: a trusted certificate for another name ends the attempt, and the log says so")
    @Covers("R9525-6.6-01")
    void nameMismatchIsSaid() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " verify");
        SmtpPeer peer = lab.startMx1(withTls(trusted("another.test")));

        Failure failure = assertDeferred(lab.deliver(NONE), "4.7.5", Rule.L3);
        assertToldNothing(peer);
        assertThat(lastAttempt().reason()).isEqualTo(failure.text()).contains("PKIX", MX1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"may", "encrypt"})
    @DisplayName("R7672-9.1-03: a host that does not match its TLSA records gets ordinary mail, and says so in the log")
    @Covers("R7672-9.1-03")
    void daneSetAside(String level) {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        lab.rules(DOMAIN + " " + level + " dane=ignore override=yes");
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).requireTlsOffered());

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInTls(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.M4);
    }

    @Test
    @DisplayName("R7672-9.1-03: DANE set aside is not set aside for REQUIRETLS")
    void daneSetAsideNotForRequireTls() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        lab.rules(DOMAIN + " encrypt dane=ignore override=yes");
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R6);
        assertToldNothing(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "may"})
    @DisplayName("B1: a notification keeps the keyword where a rule sets policies aside")
    void notificationKeepsKeyword(String level) {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " " + level + " override=yes");
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());

        assertDelivered(lab.deliver(DSN), MX1);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<> REQUIRETLS SIZE=25");
        assertThat(lastAttempt().rule()).isEqualTo(Rule.B1);
    }

    @Test
    @DisplayName("OD-13: TLS-Required: No of a sender does not touch a rule")
    void theHeaderDoesNotTouchARule() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " encrypt");
        SmtpPeer peer = lab.startMx1(inClear());

        assertDeferred(lab.deliver(NO), "4.7.4", Rule.L1);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("S-OPT-02: a rule narrows what REQUIRETLS takes; the sender is told, 5.7.10")
    void ruleNarrowsRequireTls() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " may auth=dane");
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.L3);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("S-LVL-02, S-LVL-03: a lowering delivers untagged mail past a broken TLSA, and never tagged mail")
    @Covers("S-LVL-02")
    void loweringNeverTouchesTheTag() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        lab.rules(DOMAIN + " may override=yes");
        SmtpPeer peer = lab.startMx1(withTls(untrusted()).requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R6);
        assertToldNothing(peer);

        assertDelivered(lab.deliver(NONE), MX1);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.M1);
    }

    @Test
    @DisplayName("Level none: TLS is not even tried, for untagged mail")
    void levelNone() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " none override=yes");
        SmtpPeer peer = lab.startMx1(withTls(trusted(MX1)).requireTlsOffered());

        assertDelivered(lab.deliver(NONE), MX1);
        assertTookInClear(peer);
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("STARTTLS");

        assertDelivered(lab.deliver(REQUIRETLS), MX1);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.R8);
    }

    @Test
    @DisplayName("S-OPT-02: a rule that no longer insists lets a REQUIRETLS message go without the keyword")
    void requireTlsWhereTheRuleDoesNotInsist() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " may requiretls=opportunistic+starttls override=yes");
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertDelivered(lab.deliver(REQUIRETLS), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).doesNotContain("REQUIRETLS");
        assertThat(peer.messages().get(0).text()).isNotEqualTo(HopLab.Text.WITHOUT_QUOTED);
    }

    @Test
    @DisplayName("S-OPT-02: opportunistic+starttls still keeps a REQUIRETLS message out of clear text")
    void requireTlsNeverInClear() {
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " may requiretls=opportunistic+starttls override=yes");
        SmtpPeer peer = lab.startMx1(inClear());

        assertDeferred(lab.deliver(REQUIRETLS), "4.7.4", Rule.L1);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("S-OPT-05: tagged mail can need a newer TLS than untagged mail")
    @Covers("S-OPT-05")
    void newerTlsForTaggedMail() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        lab.rules(DOMAIN + " may tls-min-requiretls=1.3");
        lab.startMx1(withTls(trusted(MX1)).tlsProtocols("TLSv1.2").requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R5);
        assertDelivered(lab.deliver(NONE), MX1);
    }
}
