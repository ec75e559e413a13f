package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;
import org.requiretls.james.smtpclient.SessionOpening.Broken;
import org.requiretls.james.smtpclient.SessionOpening.Encrypted;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailed;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailure;

/** STARTTLS answered 220, and what comes of it: N2d, N7d, R5, Xd. */
@ParameterizedClass
@EnumSource(
        value = TlsProvider.class,
        names = {"NATIVE", "JDK"})
class HandshakeTest extends ClientAgainstPeers {

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Covers({"R7671-3-01", "R7671-3-02"})
    void showsTheVerifierTheChainInsideTheHandshake(String version) {
        Identity root = CertificateMaker.root("Lab Root").make();
        Identity leaf = CertificateMaker.leaf(MX).signedBy(root).make();
        SmtpPeer peer = start(inClear().tls(leaf.sslContext()).tlsProtocols(version));
        List<X509Certificate> shown = new ArrayList<>();
        Encrypted opening = (Encrypted) open(request(peer).with((PeerVerifier) chain -> {
            shown.addAll(chain);
            assertThat(peer.sessions().get(0).tls())
                    .as("the handshake is not over")
                    .isEmpty();
        }));
        assertThat(shown).isEqualTo(leaf.chain());
        assertThat(opening.tls().version()).isEqualTo(version);
        assertThat(opening.tls().peerChain()).isEqualTo(shown);
        result(opening.session().quit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("R6: a refusal by the verifier ends the handshake with an alert; nothing is said inside TLS")
    void refusesByAlert(String version) {
        SmtpPeer peer = start(withTls().tlsProtocols(version));
        HandshakeFailed opening = (HandshakeFailed) open(request(peer).with((PeerVerifier) chain -> {
            throw new CertificateException("no TLSA record\r\nmatches");
        }));
        assertThat(opening)
                .isEqualTo(new HandshakeFailed(HandshakeFailure.CERTIFICATE_REJECTED, "no TLSA record??matches"));
        await().until(() -> peer.openConnections() == 0);
        // The server may still be writing when the client leaves, and then learns of that before it reads the alert.
        assertThat(peer.sessions().get(0).handshakeFailure())
                .get()
                .asString()
                .containsPattern("certificate_unknown|bad_certificate|Broken pipe|Connection reset");
        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "STARTTLS");
    }

    @Test
    void failsClosedWhenTheVerifierItselfFails() {
        SmtpPeer peer = start(withTls());
        HandshakeFailed opening = (HandshakeFailed) open(request(peer).with((PeerVerifier) chain -> {
            throw new IllegalStateException("bug");
        }));
        assertThat(opening.kind()).isEqualTo(HandshakeFailure.CERTIFICATE_REJECTED);
        assertThat(opening.detail()).contains("the verifier failed", "bug");
    }

    @Test
    void takesAnyCertificateWhereTheVerifierDoes() {
        Identity odd =
                CertificateMaker.leaf("other.example").expired().selfSigned().make();
        SmtpPeer peer = start(inClear().tls(odd.sslContext()));
        Encrypted opening = (Encrypted) open(peer);
        assertThat(opening.tls().peerChain()).isEqualTo(odd.chain());
        result(opening.session().quit());
    }

    @Test
    void sendsNoServerNameWhereThereIsNone() {
        SmtpPeer peer = start(withTls());
        Encrypted opening =
                (Encrypted) open(SessionRequest.to(peer.address(), "me.example").with(PATIENT));
        assertThat(peer.sessions().get(0).requestedServerName()).isEmpty();
        result(opening.session().quit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("S-RES-02: where the verifier says nothing of resumption nothing is resumed")
    @Covers("S-RES-02")
    void resumesNothing(String version) {
        SmtpPeer peer = start(withTls().tlsProtocols(version));
        List<X509Certificate> seen = new ArrayList<>();
        PeerVerifier counting = chain -> seen.addAll(chain);
        for (int i = 0; i < 3; i++) {
            Encrypted opening = (Encrypted) open(request(peer).with(counting));
            result(opening.session().quit());
        }
        assertThat(seen).hasSize(3);
    }

    @Test
    void notesAnAlert() {
        assertThat(failed(withTls().on(Stage.HANDSHAKE, Answer.tlsAlert(40))).kind())
                .isEqualTo(HandshakeFailure.ALERT);
    }

    @Test
    void notesThatTheServerFindsNothingInCommon() throws Exception {
        HandshakeFailed opening = failed(inClear().tls(withoutKey()).tlsProtocols("TLSv1.2"));
        assertThat(opening.kind()).isEqualTo(HandshakeFailure.ALERT);
        assertThat(opening.detail()).containsIgnoringCase("handshake_failure");
    }

    @RepeatedTest(20)
    void notesAServerThatFailsAfterItsFirstWords() throws Exception {
        // The alert comes on the heels of the ServerHello, and the close on its own.
        assertThat(failed(inClear().tls(withoutKey()).tlsProtocols("TLSv1.3")).kind())
                .isIn(HandshakeFailure.ALERT, HandshakeFailure.CLOSED, HandshakeFailure.RESET);
    }

    private static SSLContext withoutKey() throws Exception {
        KeyManagerFactory none = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        none.init(empty, new char[0]);
        SSLContext keyless = SSLContext.getInstance("TLS");
        keyless.init(none.getKeyManagers(), null, null);
        return keyless;
    }

    @Test
    void notesAClose() {
        assertThat(failed(withTls().on(Stage.HANDSHAKE, Answer.close())).kind()).isEqualTo(HandshakeFailure.CLOSED);
    }

    @Test
    void notesACloseAfterTheClientHello() {
        Answer close = new Answer.OnceClientSpoke(Answer.close());
        assertThat(failed(withTls().on(Stage.HANDSHAKE, close)).kind()).isEqualTo(HandshakeFailure.CLOSED);
    }

    @Test
    void notesAReset() {
        Answer reset = new Answer.OnceClientSpoke(Answer.reset());
        assertThat(failed(withTls().on(Stage.HANDSHAKE, reset)).kind()).isEqualTo(HandshakeFailure.RESET);
    }

    @Test
    void doesNotWaitForEver() {
        SmtpPeer peer = start(withTls().on(Stage.HANDSHAKE, Answer.hang()));
        assertThat(((HandshakeFailed) open(request(peer).with(IMPATIENT))).kind())
                .isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void notesGarbage() {
        assertThat(failed(withTls().on(Stage.HANDSHAKE, Answer.garbageInsteadOfTls()))
                        .kind())
                .isEqualTo(HandshakeFailure.NOT_TLS);
    }

    @Test
    @DisplayName("R8689-4.2.1-07: TLS 1.0 is not enough")
    @Covers("R8689-4.2.1-07")
    void refusesTls10() {
        HandshakeFailed opening = failed(withTls().on(Stage.HANDSHAKE, Answer.tls10ServerHello()));
        assertThat(opening.kind()).isEqualTo(HandshakeFailure.PROTOCOL);
        assertThat(opening.detail()).containsPattern("TLS10|UNSUPPORTED_PROTOCOL");
    }

    @Test
    @DisplayName("R3207-4.2-04: octets in the same packet as the 220 end the session before the handshake")
    @Covers("R3207-4.2-04")
    void bearsNoInjectionWithTheReply() {
        SmtpPeer peer = start(withTls()
                .on(Stage.STARTTLS, Answer.reply("220 go", "250-mx", "250 REQUIRETLS"))
                .keywordsInTls());
        Broken opening = (Broken) open(peer);
        assertThat(opening.failure())
                .isEqualTo(new ProtocolError(SmtpStage.STARTTLS, "text in clear after the reply to STARTTLS"));
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions().get(0).requestedServerName())
                .as("no ClientHello")
                .isEmpty();
    }

    @Test
    @DisplayName("R3207-4.2-04: a part of a line is an injection as well")
    @Covers("R3207-4.2-04")
    void bearsNoInjectionOfAPart() {
        SmtpPeer peer = start(withTls().on(Stage.STARTTLS, Answer.raw("220 go\r\n2")));
        assertThat(((Broken) open(peer)).failure()).isInstanceOf(ProtocolError.class);
    }

    @Test
    @DisplayName("R3207-4.2-04: octets that come later fail the handshake")
    @Covers("R3207-4.2-04")
    void bearsNoInjectionAfterwards() {
        Answer later = new Answer.OnceClientSpoke(Answer.reply("250-mx", "250 REQUIRETLS"));
        SmtpPeer peer = start(withTls().on(Stage.HANDSHAKE, later));
        assertThat(((HandshakeFailed) open(peer)).kind()).isEqualTo(HandshakeFailure.NOT_TLS);
    }

    @Test
    void tellsAnAlertAfterTheHandshakeFromACut() {
        // In TLS 1.3 the client is done first: what the server thinks of it shows in the first reply.
        SmtpPeer peer = start(withTls().on(Stage.EHLO_IN_TLS, Answer.close()));
        Broken opening = (Broken) open(peer);
        assertThat(((ConnectionLost) opening.failure()).loss()).isEqualTo(Loss.CLOSED);
        assertThat(opening.tls()).isPresent();
    }

    private HandshakeFailed failed(SmtpPeerBuilder description) {
        return (HandshakeFailed) open(start(description));
    }
}
