package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionOpening.Broken;
import org.requiretls.james.smtpclient.SessionOpening.Encrypted;
import org.requiretls.james.smtpclient.SessionOpening.GreetingRefused;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailed;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailure;

@DisplayName("TLS before the greeting (RFC 8314 section 3)")
class ImplicitTlsTest extends ClientAgainstPeers {

    private SessionOpening openAtOnce(SmtpPeer peer) {
        return open(request(peer).with(TlsMode.AT_ONCE));
    }

    @Test
    void everythingHappensInside() {
        SmtpPeer peer = start(withTls().implicitTls());
        Encrypted opening = (Encrypted) openAtOnce(peer);

        assertThat(opening.tls().peerChain()).isEqualTo(IDENTITY.chain());
        assertThat(opening.tls().serverName()).contains(MX);
        result(opening.session()
                .send(new Envelope("a@x", List.of(), List.of(Recipient.of("b@x"))), MessageContent.of(new byte[0])));
        result(opening.session().quit());

        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "MAIL", "RCPT", "DATA", "QUIT");
        assertThat(peer.sessions().get(0).commands()).allMatch(command -> command.insideTls());
        assertThat(peer.messages().get(0).tls()).isPresent();
    }

    @Test
    void aRefusedCertificateLearnsNothing() {
        SmtpPeer peer = start(withTls().implicitTls());
        HandshakeFailed failed =
                (HandshakeFailed) open(request(peer).with(TlsMode.AT_ONCE).with((PeerVerifier) chain -> {
                    throw new CertificateException("not you");
                }));

        assertThat(failed.kind()).isEqualTo(HandshakeFailure.CERTIFICATE_REJECTED);
        assertThat(peer.sessions().get(0).commands()).isEmpty();
    }

    @Test
    void aServerThatGreetsInClearIsNotSpokenTo() {
        SmtpPeer peer = start(inClear());

        assertThat(((HandshakeFailed) openAtOnce(peer)).kind()).isEqualTo(HandshakeFailure.NOT_TLS);
    }

    @Test
    void aServerThatWaitsIsGivenUp() {
        SmtpPeer peer = start(inClear().on(Stage.GREETING, Answer.hang()));
        HandshakeFailed failed =
                (HandshakeFailed) open(request(peer).with(TlsMode.AT_ONCE).with(IMPATIENT));

        assertThat(failed.kind()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void aGreetingInsideCanBeARefusal() {
        SmtpPeer peer = start(withTls().implicitTls().on(Stage.GREETING, Answer.reply("554 5.7.1 not you")));

        assertThat(((GreetingRefused) openAtOnce(peer)).reply()).hasToString("554 5.7.1 not you");
    }

    @Test
    void aCloseInsideIsToldWithItsTls() {
        SmtpPeer peer = start(withTls().implicitTls().on(Stage.GREETING, Answer.close()));
        Broken broken = (Broken) openAtOnce(peer);

        assertThat(broken.tls()).isPresent();
        assertThat(broken.failure()).isInstanceOf(ConnectionLost.class);
        assertThat(broken.failure().stage()).isEqualTo(SmtpStage.GREETING);
    }
}
