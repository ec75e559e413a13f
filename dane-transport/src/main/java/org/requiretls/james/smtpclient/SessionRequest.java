package org.requiretls.james.smtpclient;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Which connection to open, and how.
 *
 * @param address of the server, resolved
 * @param localAddress to bind to; empty for the system's choice
 * @param ehloName what the client calls itself: a domain or an address literal (RFC 5321 section 4.1.1.1)
 * @param tlsMode when to use TLS
 * @param serverName for the SNI extension (RFC 6066 section 3); empty to send none
 * @param verifier judges the server's certificates
 * @param tlsOffer what the hello offers
 * @param heloFallback what to do with a server that does not know EHLO
 * @param timeouts how long to wait
 */
public record SessionRequest(
        InetSocketAddress address,
        Optional<InetAddress> localAddress,
        String ehloName,
        TlsMode tlsMode,
        Optional<String> serverName,
        PeerVerifier verifier,
        TlsOffer tlsOffer,
        HeloFallback heloFallback,
        SmtpTimeouts timeouts) {

    /**
     * @throws IllegalArgumentException if the address is unresolved, if the EHLO name is not one printable ASCII word
     *     (it would otherwise inject commands), or if the server name cannot go into SNI
     */
    public SessionRequest {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unresolved address " + address);
        }
        if (!isPrintableWord(ehloName)) {
            throw new IllegalArgumentException("not a name for EHLO: '" + PrintableText.of(ehloName) + "'");
        }
        serverName.ifPresent(ServerNameIndication::requireHostName);
    }

    private static boolean isPrintableWord(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0 && PrintableText.isPlain(text);
    }

    /** Whether a name can go into SNI; names of MX hosts come from DNS, where any octets may stand. */
    public static boolean canBeServerName(String name) {
        return ServerNameIndication.isHostName(name);
    }

    /** STARTTLS if offered, any certificate, no SNI, no HELO, {@linkplain SmtpTimeouts#DEFAULT default time-outs}. */
    public static SessionRequest to(InetSocketAddress address, String ehloName) {
        return new SessionRequest(
                address,
                Optional.empty(),
                ehloName,
                TlsMode.IF_OFFERED,
                Optional.empty(),
                PeerVerifier.anyCertificate(),
                TlsOffer.DEFAULT,
                HeloFallback.FORBIDDEN,
                SmtpTimeouts.DEFAULT);
    }

    public SessionRequest from(InetAddress local) {
        return new SessionRequest(
                address, Optional.of(local), ehloName, tlsMode, serverName, verifier, tlsOffer, heloFallback, timeouts);
    }

    public SessionRequest with(InetSocketAddress elsewhere) {
        return new SessionRequest(
                elsewhere, localAddress, ehloName, tlsMode, serverName, verifier, tlsOffer, heloFallback, timeouts);
    }

    public SessionRequest with(TlsMode mode) {
        return new SessionRequest(
                address, localAddress, ehloName, mode, serverName, verifier, tlsOffer, heloFallback, timeouts);
    }

    /** @throws IllegalArgumentException if the name cannot go into SNI, as with a final dot */
    public SessionRequest withServerName(String name) {
        return new SessionRequest(
                address,
                localAddress,
                ehloName,
                tlsMode,
                Optional.of(name),
                verifier,
                tlsOffer,
                heloFallback,
                timeouts);
    }

    public SessionRequest with(PeerVerifier judge) {
        return new SessionRequest(
                address, localAddress, ehloName, tlsMode, serverName, judge, tlsOffer, heloFallback, timeouts);
    }

    public SessionRequest with(TlsOffer offer) {
        return new SessionRequest(
                address, localAddress, ehloName, tlsMode, serverName, verifier, offer, heloFallback, timeouts);
    }

    public SessionRequest with(HeloFallback fallback) {
        return new SessionRequest(
                address, localAddress, ehloName, tlsMode, serverName, verifier, tlsOffer, fallback, timeouts);
    }

    public SessionRequest with(SmtpTimeouts limits) {
        return new SessionRequest(
                address, localAddress, ehloName, tlsMode, serverName, verifier, tlsOffer, heloFallback, limits);
    }
}
