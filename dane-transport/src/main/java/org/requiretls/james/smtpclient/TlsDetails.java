package org.requiretls.james.smtpclient;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The TLS session as it came up.
 *
 * @param version as JSSE names it, {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipherSuite its registered name
 * @param serverName the SNI host name that was sent, if any
 * @param peerChain as the server sent it, its own certificate first; where the session was resumed, when it began
 * @param resumed whether an earlier TLS session was gone on with (RFC 8446 section 2.2)
 */
public record TlsDetails(
        String version,
        String cipherSuite,
        Optional<String> serverName,
        List<X509Certificate> peerChain,
        boolean resumed) {

    public TlsDetails {
        peerChain = List.copyOf(peerChain);
    }

    @Override
    public String toString() {
        return version + " " + cipherSuite
                + serverName.map(name -> " SNI " + name).orElse(" without SNI")
                + (resumed ? " resumed" : "");
    }
}
