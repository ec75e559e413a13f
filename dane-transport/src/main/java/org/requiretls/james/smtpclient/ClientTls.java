package org.requiretls.james.smtpclient;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** The client's side of a TLS connection, before its handshake. */
public final class ClientTls {

    private ClientTls() {}

    /**
     * A context per connection. So nothing is resumed: a session that was set up without authentication, or for
     * another policy, would come back without its certificates being looked at again.
     *
     * @param trust says whether the certificates will do
     * @param serverName to send as SNI; what can be one, see {@link SessionRequest#canBeServerName}
     */
    public static SSLEngine engine(VerifyingTrustManager trust, TlsOffer offer, Optional<String> serverName) {
        return configured(context(trust).createSSLEngine(), offer, serverName);
    }

    static SSLContext context(TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    static SSLEngine configured(SSLEngine engine, TlsOffer offer, Optional<String> serverName) {
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(offer.versions().toArray(String[]::new));
        parameters.setCipherSuites(offer.enabled(parameters.getCipherSuites()).toArray(String[]::new));
        parameters.setServerNames(serverNames(serverName));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static List<SNIServerName> serverNames(Optional<String> serverName) {
        return serverName.stream().<SNIServerName>map(ServerNameIndication::new).toList();
    }
}
