package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.SenderLab.address;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.selfSigned;
import static org.requiretls.james.policy.MessageTag.NO;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;

/** What peers see of a message with {@code TLS-Required: No} (RFC 8689 section 4.2.2). */
class TlsOptionalOnTheWireTest {

    @TempDir
    private Path folder;

    private SenderLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new SenderLab(folder);
        // The TLSA record is of a certificate that no peer in here shows.
        lab.dns.publish(lab.dns
                .zone("good.test")
                .mx(10, "mx1.good.test")
                .mx(20, "mx2.good.test")
                .address("mx1.good.test", address(1))
                .address("mx2.good.test", address(2))
                .tlsa("mx1.good.test", lab.port(), TlsaData.zoneText(SenderLab.ROOT.certificate(), 3, 1, 1)));
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    @Covers({"R8689-3-04", "R8689-3-05", "R8689-4.2.2-01", "R8689-4.2.2-02", "R8689-4.2.2-05"})
    void goesToTheBestHostInsideTlsWhateverItsCertificate() throws Exception {
        SmtpPeer best = lab.start(1, capable(selfSigned("other.test")));
        SmtpPeer worse = lab.start(2, capable(selfSigned("mx2.good.test")));

        assertThat(lab.send(NO, "good.test")).isEqualTo("delivered by mx1.good.test");
        assertThat(best.messages().get(0).tls()).isPresent();
        assertThat(best.messages().get(0).reversePath().parameters()).doesNotContain("REQUIRETLS");
        assertThat(worse.sessions()).isEmpty();
    }

    @Test
    @Covers("R8689-4.2.2-03")
    void goesInClearTextToTheSameHostWhereTheHandshakeBreaks() throws Exception {
        SmtpPeer peer = lab.start(
                1,
                capable(selfSigned("mx1.good.test")).on(Stage.HANDSHAKE, new Answer.OnceClientSpoke(Answer.reset())));

        assertThat(lab.send(NO, "good.test")).isEqualTo("delivered by mx1.good.test");
        assertThat(peer.sessions()).hasSize(2);
        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "STARTTLS");
        assertThat(peer.sessions().get(1).verbs()).doesNotContain("STARTTLS").contains("MAIL");
        assertThat(peer.messages().get(0).tls()).isEmpty();
    }

    @Test
    @Covers("R8689-4.2.2-06")
    void aFailingTlsaLookupDoesNotStopItAFailingMxLookupDoes() throws Exception {
        lab.start(1, capable(selfSigned("mx1.good.test")));
        lab.dns.fault("_" + lab.port() + "._tcp.mx1.good.test", "TLSA", Fault.SERVFAIL);
        assertThat(lab.send(NO, "good.test")).isEqualTo("delivered by mx1.good.test");

        lab.dns.fault("broken.good.test", "MX", Fault.SERVFAIL);
        assertThat(lab.send(NO, "broken.good.test")).isEqualTo("deferred 4.4.3");
    }

    @Test
    @Covers("R8689-4.2.2-04")
    void aHostThatInsistsOnTlsThatFailsHasTheLastWord() throws Exception {
        SmtpPeer peer = lab.start(
                1, capable(selfSigned("mx1.good.test")).tlsDemanded().on(Stage.HANDSHAKE, Answer.tlsAlert(40)));

        assertThat(lab.outcome(NO, "good.test"))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.failure().text()).contains("530"));
        assertThat(peer.messages()).isEmpty();
    }
}
