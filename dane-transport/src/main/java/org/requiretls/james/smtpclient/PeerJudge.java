package org.requiretls.james.smtpclient;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Lets a {@link PeerVerifier} judge the server of one connection, and remembers its refusal. */
final class PeerJudge {

    private final PeerVerifier verifier;
    private volatile boolean asked;
    private volatile Optional<String> refusal = Optional.empty();

    PeerJudge(PeerVerifier verifier) {
        this.verifier = verifier;
    }

    /** @throws CertificateException if the verifier refuses, or fails */
    void judge(List<X509Certificate> chain) throws CertificateException {
        asked = true;
        try {
            verifier.verify(chain);
        } catch (CertificateException e) {
            refusal = Optional.of(NetworkErrors.describe(e));
            throw e;
        } catch (RuntimeException e) {
            // An error in the verifier has proven nothing about the peer.
            CertificateException failedClosed = new CertificateException("the verifier failed: " + e, e);
            refusal = Optional.of(NetworkErrors.describe(failedClosed));
            throw failedClosed;
        }
    }

    /** Whether the chain has been judged; after a handshake in which it was not, the session was resumed. */
    boolean wasAsked() {
        return asked;
    }

    /** Why the verifier refused, if it did. */
    Optional<String> refusal() {
        return refusal;
    }
}
