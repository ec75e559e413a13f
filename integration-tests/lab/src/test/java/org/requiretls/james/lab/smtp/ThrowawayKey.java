package org.requiretls.james.lab.smtp;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;

/** The contexts of a server with a self-signed certificate and of a client that trusts it. */
record ThrowawayKey(SSLContext server, SSLContext client) {

    static ThrowawayKey forName(String name) throws GeneralSecurityException {
        Identity identity = CertificateMaker.leaf(name).selfSigned().make();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(identity.trustStore());
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new ThrowawayKey(identity.sslContext(), client);
    }
}
