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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;

/** What peers see of a REQUIRETLS message (RFC 8689 section 4.2.1). */
class RequireTlsOnTheWireTest {

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

    /** A signed domain with one MX host at address 1. */
    private void publishOneHost() {
        lab.dns.publish(lab.dns.zone("good.test").mx(10, "mx.good.test").address("mx.good.test", address(1)));
    }

    /** A signed domain with two MX hosts, at addresses 1 and 2. */
    private void publishTwoHosts() {
        lab.dns.publish(lab.dns
                .zone("good.test")
                .mx(10, "mx1.good.test")
                .mx(20, "mx2.good.test")
                .address("mx1.good.test", address(1))
                .address("mx2.good.test", address(2)));
    }

    @Test
    @Covers({"R8689-2-13", "R8689-4.2.1-05"})
    void aTrustedCertificateHasToNameTheHost() throws Exception {
        publishOneHost();
        SmtpPeer wrong = lab.start(1, capable(trusted("other.test", "good.test")));
        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("failed 5.7.10");
        assertThat(wrong.sessions().get(0).verbs()).doesNotContain("MAIL");
        lab.stop(wrong);

        SmtpPeer right = lab.start(1, capable(trusted("mx.good.test")));
        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(right.messages().get(0).reversePath().parameters()).contains("REQUIRETLS");
    }

    @Test
    @Covers({"R8689-2-13", "R8689-4.2.1-05", "R8689-4.2.1-14"})
    void aDaneEndEntityNeedNot() throws Exception {
        Identity odd = selfSigned("other.test");
        lab.dns.publish(lab.dns
                .zone("good.test")
                .mx(10, "mx.good.test")
                .address("mx.good.test", address(1))
                .tlsa("mx.good.test", lab.port(), TlsaData.zoneText(odd.certificate(), 3, 1, 1)));
        SmtpPeer peer = lab.start(1, capable(odd));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(peer.messages().get(0).tls()).isPresent();
        assertThat(peer.messages().get(0).reversePath().parameters()).contains("REQUIRETLS");
    }

    @Test
    @Covers({"R8689-2-10", "R8689-4.2.1-10"})
    void theKeywordInClearTextIsNoLeaveToSend() throws Exception {
        publishOneHost();
        SmtpPeer peer = lab.start(
                1,
                capable(trusted("mx.good.test")).requireTlsOfferedInClear().on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("failed 5.7.10");
        assertThat(peer.sessions())
                .isNotEmpty()
                .allSatisfy(session -> assertThat(session.verbs()).doesNotContain("MAIL"));
    }

    @Test
    @Covers({"R8689-2-15", "R8689-2-16", "R8689-4.2.1-01", "R8689-4.2.1-08"})
    void aHostWithoutTheKeywordGetsQuitAndTheNextOneTheMessage() throws Exception {
        publishTwoHosts();
        SmtpPeer first = lab.start(
                1, SmtpPeer.builder().tls(trusted("mx1.good.test").sslContext()).requireTlsOfferedInClear());
        SmtpPeer second = lab.start(2, capable(trusted("mx2.good.test")));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx2.good.test");
        await().until(() -> first.sessions().get(0).ending() == Ending.QUIT);
        assertThat(first.sessions().get(0).verbs())
                .startsWith("EHLO", "STARTTLS", "EHLO")
                .doesNotContain("MAIL")
                .endsWith("QUIT");
        assertThat(second.messages()).hasSize(1);
    }

    @Test
    @Covers("R8689-4.2.1-15")
    void aRefusedParameterIsNotLeftOut() throws Exception {
        publishOneHost();
        SmtpPeer peer = lab.start(
                1, capable(trusted("mx.good.test")).on(Stage.MAIL, Answer.reply("555 5.5.4 what is REQUIRETLS?")));

        assertThat(lab.outcome(REQUIRETLS, "good.test"))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.failure().text()).contains("555 5.5.4 what is REQUIRETLS?"));
        assertThat(peer.sessions()).hasSize(1);
        assertThat(peer.sessions().get(0).verbs()).containsOnlyOnce("MAIL");
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    @Covers("R8689-4.2.1-16")
    void aSessionOfAnotherMessageIsNotUsed() throws Exception {
        publishOneHost();
        SmtpPeer peer = lab.start(1, capable(trusted("mx.good.test")));
        assertThat(lab.send(NONE, "good.test")).startsWith("delivered");
        assertThat(lab.send(REQUIRETLS, "good.test")).startsWith("delivered");

        assertThat(peer.sessions())
                .hasSize(2)
                .allSatisfy(session -> assertThat(session.verbs()).containsOnlyOnce("MAIL"));
    }

    @Test
    @Covers("R8689-4.2.1-18")
    void eachAddressIsATryOfItsOwn() throws Exception {
        lab.dns.publish(lab.dns
                .zone("good.test")
                .mx(10, "mx.good.test")
                .address("mx.good.test", address(1))
                .address("mx.good.test", address(2))
                .address("mx.good.test", address(3)));
        SmtpPeer bare = lab.start(1, SmtpPeer.builder());
        SmtpPeer strange = lab.start(2, capable(selfSigned("mx.good.test")));
        SmtpPeer good = lab.start(3, capable(trusted("mx.good.test")));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(good.messages()).hasSize(1);
        lab.stop(good);
        assertThat(lab.send(REQUIRETLS, "good.test")).isNotEqualTo("delivered by mx.good.test");
        for (SmtpPeer other : List.of(bare, strange)) {
            assertThat(other.sessions())
                    .isNotEmpty()
                    .allSatisfy(session -> assertThat(session.verbs()).doesNotContain("MAIL"));
        }
    }

    @Test
    @Covers("R8689-8.2-01")
    void aGarbledStartTlsIsNoTls() throws Exception {
        publishOneHost();
        SmtpPeer peer = lab.start(
                1, capable(trusted("mx.good.test")).startTlsStripped().keywordsInClear("XXXXXXXX", "REQUIRETLS"));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("failed 5.7.10");
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("MAIL");
    }

    @Test
    @Covers("R8689-8.2-02")
    void anInterceptorSeesNoMail() throws Exception {
        publishOneHost();
        Identity own = CertificateMaker.leaf("mx.good.test")
                .signedBy(CertificateMaker.root("Interceptor").make())
                .make();
        SmtpPeer interceptor = lab.start(1, capable(own));

        assertThat(lab.send(REQUIRETLS, "good.test")).isEqualTo("failed 5.7.10");
        assertThat(interceptor.sessions().get(0).verbs()).doesNotContain("MAIL");
        assertThat(interceptor.messages()).isEmpty();
    }

    @Test
    @Covers({"R8689-2-12", "R8689-4.2.1-02", "S-SUB-04"})
    void aHostWithinAnUnsignedDomainIsNotProvenByItsCertificate() throws Exception {
        lab.dns.publish(
                lab.dns.zone("plain.test").unsigned().mx(10, "mx.plain.test").address("mx.plain.test", address(1)));
        SmtpPeer peer = lab.start(1, capable(trusted("mx.plain.test", "plain.test")));

        assertThat(lab.send(REQUIRETLS, "plain.test")).isEqualTo("failed 5.7.10");
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @Covers({"R8689-2-17", "R7672-1.1-02"})
    void aRelayNeedsNoProofButItsNameAndEachRelayIsJudgedAlone() throws Exception {
        Identity unfit = selfSigned("second.test");
        lab.with("gateway", "first.test:" + lab.port() + ", second.test:" + lab.port());
        lab.dns.publish(
                lab.dns.zone("first.test").unsigned().address("first.test", address(1)),
                lab.dns
                        .zone("second.test")
                        .address("second.test", address(2))
                        .tlsa("second.test", lab.port(), TlsaData.zoneText(SenderLab.ROOT.certificate(), 3, 1, 1)));
        SmtpPeer fallback = lab.start(2, capable(unfit));
        assertThat(lab.send(NONE, "anywhere.test")).isEqualTo("deferred 4.7.5");
        assertThat(fallback.messages()).isEmpty();

        SmtpPeer relay = lab.start(1, capable(trusted("first.test")));
        assertThat(lab.send(REQUIRETLS, "anywhere.test")).isEqualTo("delivered by first.test");
        assertThat(relay.messages().get(0).reversePath().parameters()).contains("REQUIRETLS");
    }

    @Test
    @Covers("S-OPT-07")
    void anUntaggedMessageIsAsIfTheExtensionWereNotThere() throws Exception {
        publishOneHost();
        SmtpPeer with = lab.start(1, capable(selfSigned("mx.good.test")));
        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx.good.test");
        List<String> toCapable = commandsTo(with);
        lab.stop(with);

        SmtpPeer without =
                lab.start(1, SmtpPeer.builder().tls(selfSigned("mx.good.test").sslContext()));
        assertThat(lab.send(NONE, "good.test")).isEqualTo("delivered by mx.good.test");
        assertThat(commandsTo(without)).isEqualTo(toCapable);
    }

    /** Up to the end of the session, which comes after the message has been accounted for. */
    private static List<String> commandsTo(SmtpPeer peer) {
        await().until(() -> peer.sessions().get(0).ending() == Ending.QUIT);
        return peer.sessions().get(0).commandLines();
    }
}
