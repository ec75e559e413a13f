package org.requiretls.james.smtpclient;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts servers only, and only as a {@link PeerVerifier} says.
 *
 * <p>The <em>extended</em> class: around a plain {@code X509TrustManager} JSSE wraps checks of its own, which are those
 * of the public web PKI and would refuse what DANE accepts.
 */
abstract class ServersOnEngines extends X509ExtendedTrustManager {

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
