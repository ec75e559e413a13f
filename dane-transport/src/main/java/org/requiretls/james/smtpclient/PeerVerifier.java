package org.requiretls.james.smtpclient;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Judges the certificates of a server, inside the TLS handshake: a refusal ends the handshake with an alert, before
 * the client has said anything over TLS.
 *
 * <p>The TLS layer itself checks only that the server holds the key of the first certificate. Everything else, chain,
 * dates, names, revocation, is up to the verifier. It runs on a worker thread and may compute, but should not wait
 * for the network, since the {@linkplain SmtpTimeouts#handshake handshake time-out} runs on.
 */
@FunctionalInterface
public interface PeerVerifier {

    /**
     * @param chain as the server sent it, its own certificate first; never empty
     * @throws CertificateException to refuse; the message becomes the detail of
     *     {@link SessionOpening.HandshakeFailed}. An unchecked exception refuses too
     */
    void verify(List<X509Certificate> chain) throws CertificateException;

    /**
     * Among whom TLS sessions may be resumed, at the same address and with the same SNI: text that names all that this
     * verifier asks for. Where a session is resumed the server shows no certificate, so the one that it showed when the
     * session began is put to {@link #verify}, as in a full handshake.
     *
     * @return empty to resume nothing, as by default
     */
    default Optional<String> resumptionScope() {
        return Optional.empty();
    }

    /** Takes whatever certificate there is: encryption without authentication. */
    static PeerVerifier anyCertificate() {
        return chain -> {};
    }
}
