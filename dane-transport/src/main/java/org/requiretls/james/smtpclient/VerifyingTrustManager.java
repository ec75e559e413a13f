package org.requiretls.james.smtpclient;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Puts a {@link PeerVerifier} into JSSE, and remembers its refusal.
 *
 * <p>The <em>extended</em> class: around a plain {@code X509TrustManager} JSSE wraps checks of its own, which are those
 * of the public web PKI and would refuse what DANE accepts.
 */
public final class VerifyingTrustManager extends X509ExtendedTrustManager {

    private final PeerVerifier verifier;
    private volatile Optional<String> refusal = Optional.empty();

    public VerifyingTrustManager(PeerVerifier verifier) {
        this.verifier = verifier;
    }

    /** Why the verifier refused, if it did. */
    public Optional<String> refusal() {
        return refusal;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            verifier.verify(List.of(chain));
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

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw onlyAsClientOnAnEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw onlyAsClientOnAnEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw onlyAsClientOnAnEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw onlyAsClientOnAnEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw onlyAsClientOnAnEngine();
    }

    private static CertificateException onlyAsClientOnAnEngine() {
        return new CertificateException("only servers are verified here, and on an SSLEngine");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
