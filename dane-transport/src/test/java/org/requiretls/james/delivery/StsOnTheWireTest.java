package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.SenderLab.address;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.selfSigned;
import static org.requiretls.james.delivery.SenderLab.trusted;
import static org.requiretls.james.delivery.StsLab.DOMAIN;
import static org.requiretls.james.delivery.StsLab.MX;
import static org.requiretls.james.delivery.StsLab.POLICY_HOST;
import static org.requiretls.james.delivery.StsLab.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.policy.MessageTag;

/** MTA-STS from the parameters to the wire: real DNS, a real policy host, real MX hosts. */
class StsOnTheWireTest {

    private static final String DELIVERED = "delivered by " + MX;

    @TempDir
    private Path folder;

    private StsLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StsLab(folder);
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    /** Every state of the policy with a perfect MX host in an unsigned domain: decisions.md 4.1 and 4.2. */
    @ParameterizedTest(name = "{0}: untagged {1}, REQUIRETLS {2}, TLS-Required: No {3}")
    @CsvSource({
        "none there,       delivered,      failed 5.7.10,   delivered",
        "two records,      delivered,      failed 5.7.10,   delivered",
        "enforce match,    delivered,      delivered,       delivered",
        "enforce no match, deferred 4.7.5, failed 5.7.10,   delivered",
        "testing match,    delivered,      delivered,       delivered",
        "testing no match, delivered,      failed 5.7.10,   delivered",
        "mode none,        delivered,      failed 5.7.10,   delivered",
        "not found,        delivered,      deferred 4.7.10, delivered",
        "timed out,        delivered,      deferred 4.7.10, delivered",
        "no policy text,   delivered,      deferred 4.7.10, delivered",
        "web page,         delivered,      deferred 4.7.10, delivered",
        "redirected,       delivered,      deferred 4.7.10, delivered",
        "too large,        delivered,      deferred 4.7.10, delivered",
        "impostor,         delivered,      deferred 4.7.10, delivered",
        "no DNS,           delivered,      deferred 4.7.10, delivered"
    })
    @Covers({"R8689-2-12", "R8689-4.2.1-02", "R8461-3.1-07", "R8461-3.3-10", "R8461-5-01", "R8461-5-03", "R8461-5-05"})
    void isWhatThePolicySays(String policy, String untagged, String tagged, String optional) throws Exception {
        publish(policy);
        lab.start(trusted(MX));

        assertThat(inShort(MessageTag.NONE)).isEqualTo(untagged);
        assertThat(inShort(MessageTag.REQUIRETLS)).isEqualTo(tagged);
        assertThat(inShort(MessageTag.NO)).isEqualTo(optional);
    }

    private String inShort(MessageTag tag) throws Exception {
        String outcome = lab.send(tag);
        return outcome.equals(DELIVERED) ? "delivered" : outcome;
    }

    private void publish(String policy) {
        switch (policy) {
            case "none there" -> lab.publishRecord("v=spf1 -all");
            case "two records" -> {
                lab.publish(policy("enforce", "other.test"));
                lab.publishRecord("v=STSv1; id=1;", "v=STSv1; id=2;");
            }
            case "enforce match" -> lab.publish(policy("enforce", "*.sts.test"));
            case "enforce no match" -> lab.publish(policy("enforce", "mx.other.test"));
            case "testing match" -> lab.publish(policy("testing", MX));
            case "testing no match" -> lab.publish(policy("testing", "mx.other.test"));
            case "mode none" -> lab.publish(policy("none", ""));
            case "not found" -> lab.publish(HttpAnswer.of(404, "text/plain", "no"));
            case "timed out" -> {
                lab.sender.with("mtaStsTimeout", "1000");
                lab.publish(HttpAnswer.hangingAfter("HTTP/1.1 200 OK\r\n"));
            }
            case "no policy text" -> lab.publish("version: STSv1\r\nmode: report\r\n");
            case "web page" -> lab.publish(HttpAnswer.of(200, "text/html", policy("enforce", MX)));
            case "redirected" ->
                lab.publish(
                        HttpAnswer.of(301, "text/plain", policy("enforce", MX), "Location: https://elsewhere.test/"));
            case "too large" -> lab.publish(policy("enforce", MX) + "x: " + "y".repeat(65_536));
            case "impostor" -> {
                lab.policyHost.identify(POLICY_HOST, selfSigned(POLICY_HOST));
                lab.publish(policy("enforce", MX));
            }
            default -> {
                lab.publish(policy("enforce", MX));
                lab.sender.dns.fault("_mta-sts." + DOMAIN, "TXT", Fault.SERVFAIL);
            }
        }
    }

    @Test
    @Covers({"R8461-4-01", "R8461-4.2-01", "R8461-4.2-02", "R8461-4.2-03", "R8461-4.2-04", "R8461-5-01"})
    void enforcementNeedsTlsAndACertificateForTheMxHost() throws Exception {
        lab.publish(policy("enforce", "*.sts.test"));
        assertRefused(lab.start(selfSigned(MX)));
        assertRefused(lab.start(
                CertificateMaker.leaf(MX).signedBy(SenderLab.ROOT).expired().make()));
        assertRefused(lab.start(trusted("other.sts.test")));
        assertRefused(lab.start(trusted("sts.test")));
        assertRefused(lab.start(
                CertificateMaker.leaf().commonName(MX).signedBy(SenderLab.ROOT).make()));
        SmtpPeer wildcard = lab.start(trusted("*.sts.test"));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo(DELIVERED);
        lab.sender.stop(wildcard);
        SmtpPeer inClear = lab.start(SmtpPeer.builder());
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.4");
        assertThat(inClear.messages()).isEmpty();
    }

    private void assertRefused(SmtpPeer peer) throws Exception {
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo("failed 5.7.10");
        assertThat(peer.messages()).isEmpty();
        lab.sender.stop(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    @Covers("R8461-7.1-02")
    void sniIsTheNameOfTheMxHost(String mode) throws Exception {
        lab.publish(policy(mode, MX));
        SmtpPeer peer = lab.start(trusted(MX));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo(DELIVERED);

        assertThat(peer.sessions())
                .allMatch(session -> session.requestedServerName().equals(Optional.of(MX)));
    }

    @Test
    @Covers({"R8461-2-01"})
    void aPolicyThatMatchesDoesNotMendDane() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.sender.dns.publish(signed().tlsa(MX, lab.sender.port(), "3 1 1 " + "ab".repeat(32)));
        SmtpPeer peer = lab.start(trusted(MX));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    void daneOutranksAPolicyThatDoesNotMatch() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        var identity = selfSigned(MX);
        lab.sender.dns.publish(
                signed().tlsa(MX, lab.sender.port(), TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        lab.start(identity);

        assertThat(lab.send(MessageTag.NONE)).isEqualTo(DELIVERED);
        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
    }

    /** DANE passes each time; what the policy says is in the name: decisions.md C8, OD-23. */
    @ParameterizedTest(name = "policy for {0}, {1} certificate: untagged {2}, REQUIRETLS {3}")
    @CsvSource({
        "mx.sts.test,   trusted,     delivered,      delivered",
        "mx.sts.test,   self-signed, deferred 4.7.5, failed 5.7.10",
        "mx.other.test, trusted,     deferred 4.7.5, deferred 4.7.5"
    })
    void bothPoliciesBindWhereARuleSaysSo(String mx, String certificate, String untagged, String tagged)
            throws Exception {
        lab.sender.with("tlsRules", DOMAIN + " may require-both=yes");
        var identity = certificate.equals("trusted") ? trusted(MX) : selfSigned(MX);
        lab.publish(policy("enforce", mx));
        lab.sender.dns.publish(
                signed().tlsa(MX, lab.sender.port(), TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        SmtpPeer peer = lab.start(identity);

        assertThat(inShort(MessageTag.NONE)).isEqualTo(untagged);
        assertThat(inShort(MessageTag.REQUIRETLS)).isEqualTo(tagged);
        assertThat(peer.messages()).hasSize(untagged.equals("delivered") ? 2 : 0);
        assertThat(inShort(MessageTag.NO)).isEqualTo("delivered");
    }

    private LabZone signed() {
        return lab.zone().txt("_mta-sts." + DOMAIN, "v=STSv1; id=1;");
    }

    @Test
    @Covers({"R8461-3.3-11", "R8461-3.3-15", "R8461-3.1-08"})
    void enforcesARememberedPolicyOverARestartWithTheNetworkBlocked() throws Exception {
        lab.publish(policy("enforce", MX));
        SmtpPeer genuine = lab.start(trusted(MX));
        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
        lab.sender.restart();
        lab.block();

        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
        lab.sender.stop(genuine);
        SmtpPeer impostor = lab.start(selfSigned(MX));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        assertThat(impostor.messages()).isEmpty();
    }

    /** The record says that there is news; whether it is good the policy host could not say. */
    @Test
    @Covers("R8461-3.3-11")
    void aRecordAloneEndsNoPolicy() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        lab.start(trusted(MX));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        for (HttpAnswer answer : new HttpAnswer[] {
            HttpAnswer.of(404, "text/plain", ""),
            HttpAnswer.of(200, "text/html", policy("none", "")),
            HttpAnswer.raw("")
        }) {
            lab.publish(answer);
            assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        }
        lab.publishRecord();
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
    }

    @Test
    @Covers({"R8461-3.3-14", "R8461-10.3-01", "R8461-5-03"})
    void aNewPolicyCountsAtOnce() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        lab.start(trusted(MX));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");

        lab.publish(policy("none", "", 60));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo(DELIVERED);
        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo("failed 5.7.10");

        lab.publish(policy("enforce", MX));
        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
    }

    /** What DNS is remembered to have said is not asked of DNS. */
    @Test
    @Covers({"R8461-5-04", "R8461-5-06", "R8461-5.1-03"})
    void looksForANewerPolicyBeforeItGivesUp() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        lab.sender.dns.publish(unsigned(3600, "v=STSv1; id=1;"));
        lab.start(trusted(MX));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");

        lab.policyHost.answer(POLICY_HOST, HttpAnswer.policy(policy("enforce", MX)));
        lab.sender.dns.publish(unsigned(3600, "v=STSv1; id=2;"));
        lab.sender.dns.forgetQueries();

        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
        assertThat(lab.sender.dns.queries("_mta-sts." + DOMAIN, "TXT")).isEqualTo(1);
    }

    private LabZone unsigned(long ttl, String record) {
        return lab.zone().unsigned().ttl(ttl).txt("_mta-sts." + DOMAIN, record);
    }

    /** However many hosts a domain has, a mail that none of them may take costs one question. */
    @Test
    @Covers("R8461-3-01")
    void looksForANewerPolicyOnceInADelivery() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        lab.start(trusted(MX));
        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        LabZone zone = unsigned(3600, "v=STSv1; id=1;");
        for (int host = 2; host < 6; host++) {
            zone = zone.mx(10 * host, "mx" + host + ".sts.test").address("mx" + host + ".sts.test", address(10 + host));
        }
        lab.sender.dns.publish(zone);
        lab.sender.dns.forgetQueries();

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        assertThat(lab.sender.dns.queries("_mta-sts." + DOMAIN, "TXT"))
                .as("one that may be remembered, one that may not")
                .isEqualTo(2);
    }

    @Test
    @Covers({"R8461-5.1-02", "R8461-8.4-01"})
    void passesOverAHostOutsideThePolicyInItsTurn() throws Exception {
        lab.publish(policy("enforce", "mx2.sts.test"));
        lab.sender.dns.publish(
                unsigned(0, "v=STSv1; id=1;").mx(20, "mx2.sts.test").address("mx2.sts.test", address(12)));
        SmtpPeer first = lab.start(trusted(MX));
        lab.sender.start(12, capable(trusted("mx2.sts.test")));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("delivered by mx2.sts.test");
        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo("delivered by mx2.sts.test");
        assertThat(first.sessions()).isEmpty();
    }
}
