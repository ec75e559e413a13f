package org.requiretls.james.lab.policyhost;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.requiretls.james.lab.pki.Identity;

/** Shows the identity that belongs to the name in SNI; without one the handshake fails. */
final class KeysByServerName extends X509ExtendedKeyManager {

    private final Map<String, Identity> identities;

    KeysByServerName(Map<String, Identity> identities) {
        this.identities = identities;
    }

    /** Empty without SNI. */
    static String serverName(SSLSession session) {
        return ((ExtendedSSLSession) session)
                .getRequestedServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .findFirst()
                        .orElse("");
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        String name = serverName(((SSLSocket) socket).getHandshakeSession());
        Identity identity = identities.get(name);
        boolean fits = identity != null && identity.privateKey().getAlgorithm().equals(keyType);
        return fits ? name : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(alias).privateKey();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return identities.keySet().toArray(String[]::new);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
