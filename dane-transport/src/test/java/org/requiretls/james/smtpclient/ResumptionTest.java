package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.smtpclient.SessionOpening.Encrypted;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailed;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailure;

@ParameterizedClass
@EnumSource(
        value = TlsProvider.class,
        names = {"NATIVE", "JDK"})
@DisplayName("Resumed TLS sessions are judged like new ones")
class ResumptionTest extends ClientAgainstPeers {

    /** Shown each chain; refuses those that it is told to. */
    private static final class Recorder implements PeerVerifier {

        private final Optional<String> scope;
        private final List<X509Certificate> shown = new ArrayList<>();
        private int refusals;

        Recorder(String scope) {
            this.scope = Optional.of(scope);
        }

        Recorder refusing(int times) {
            refusals = times;
            return this;
        }

        @Override
        public void verify(List<X509Certificate> chain) throws CertificateException {
            shown.addAll(chain);
            if (refusals > 0) {
                refusals--;
                throw new CertificateException("not good enough any more");
            }
        }

        @Override
        public Optional<String> resumptionScope() {
            return scope;
        }
    }

    private boolean resumes(SessionRequest request) {
        Encrypted opening = (Encrypted) open(request);
        // Tickets come with, or after, what follows the handshake; so they have been read when QUIT is answered.
        result(opening.session().quit());
        return opening.tls().resumed();
    }

    private SmtpPeer peer(String version) {
        return start(withTls().tlsProtocols(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("S-RES-01: the second connection is resumed, and the third; each time the verifier sees the chain")
    @Covers({"S-RES-01", "R9325-3-02"})
    void resumes(String version) {
        Recorder verifier = new Recorder("a");
        SessionRequest request = request(peer(version)).with(verifier);
        assertThat(resumes(request)).isFalse();
        assertThat(resumes(request)).isTrue();
        assertThat(resumes(request)).isTrue();
        assertThat(verifier.shown).hasSize(3).containsOnly(IDENTITY.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("S-RES-01: not for who asks for something else, nor by another name")
    @Covers("S-RES-01")
    void keepsApart(String version) {
        SessionRequest request = request(peer(version)).with(new Recorder("a"));
        assertThat(resumes(request)).isFalse();
        assertThat(resumes(request.with(new Recorder("b")))).isFalse();
        assertThat(resumes(request.withServerName("other.example.net"))).isFalse();
        assertThat(resumes(request.with(PeerVerifier.anyCertificate()))).isFalse();
        assertThat(resumes(request)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("S-RES-03: what the verifier refuses today is not resumed, but asked for a new certificate")
    @Covers({"S-RES-02", "S-RES-03"})
    void fallsBackToAFullHandshake(String version) {
        SmtpPeer peer = peer(version);
        SessionRequest request = request(peer);
        assertThat(resumes(request.with(new Recorder("a")))).isFalse();

        Recorder stricter = new Recorder("a").refusing(1);
        assertThat(resumes(request.with(stricter))).isFalse();
        assertThat(stricter.shown).as("once for each handshake").hasSize(2);
        assertThat(peer.sessions()).hasSize(3);
        assertThat(peer.sessions().get(1).verbs()).as("nothing is said inside").containsExactly("EHLO", "STARTTLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("S-RES-02: nor does the full handshake help where the certificate stays refused")
    @Covers({"S-RES-02", "S-RES-03"})
    void refusesAfterTheFullHandshake(String version) {
        SmtpPeer peer = peer(version);
        SessionRequest request = request(peer);
        assertThat(resumes(request.with(new Recorder("a")))).isFalse();

        HandshakeFailed failed = (HandshakeFailed) open(request.with(new Recorder("a").refusing(2)));
        assertThat(failed.kind()).isEqualTo(HandshakeFailure.CERTIFICATE_REJECTED);
        assertThat(peer.sessions().get(2).verbs()).containsExactly("EHLO", "STARTTLS");
    }
}
