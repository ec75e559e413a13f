package org.requiretls.james.smtpclient;

import java.util.Optional;

/**
 * What came of an attempt to open a session. Where there is no session, the connection is closed or about to be, after
 * a QUIT if the peer still listens. Where there is one, the caller owns it and has to
 * {@linkplain SmtpSession#quit() quit}. Details are safe to log.
 */
public sealed interface SessionOpening {

    /** No connection. */
    record ConnectFailed(ConnectFailure kind, String detail) implements SessionOpening {}

    /** The greeting was 4yz or 5yz. */
    record GreetingRefused(Reply reply) implements SessionOpening {}

    /**
     * EHLO, or HELO after it, was answered 4yz or 5yz.
     *
     * @param tls present if it was the EHLO inside TLS
     */
    record EhloRefused(Reply reply, Optional<TlsDetails> tls) implements SessionOpening {}

    /** In clear, as {@link TlsMode#NEVER} asked. */
    record InClear(SmtpSession session) implements SessionOpening {}

    /** The server does not list STARTTLS, or took HELO only; the session is in clear. */
    record StartTlsNotOffered(SmtpSession session) implements SessionOpening {}

    /**
     * STARTTLS was answered 4yz or 5yz.
     *
     * @param session in clear; absent after a 421, with which the peer closes
     */
    record StartTlsRefused(Reply reply, Optional<SmtpSession> session) implements SessionOpening {}

    /** STARTTLS was answered 220, and TLS did not come up. */
    record HandshakeFailed(HandshakeFailure kind, String detail) implements SessionOpening {}

    /** In TLS, and greeted with EHLO inside. */
    record Encrypted(SmtpSession session, TlsDetails tls) implements SessionOpening {}

    /**
     * The connection was up, and then lost or given up.
     *
     * @param tls present if TLS had come up
     */
    record Broken(SessionFailure failure, Optional<TlsDetails> tls) implements SessionOpening {}

    /** Why there is no connection. */
    enum ConnectFailure {
        REFUSED,
        TIMEOUT,
        /** No route, or a router on the way said so. */
        UNREACHABLE,
        RESET,
        /** The {@linkplain SessionRequest#localAddress() local address} cannot be bound. */
        LOCAL_ADDRESS,
        /** {@link SmtpClient} is closed. */
        CLIENT_CLOSED,
        OTHER
    }

    /** Why TLS did not come up. */
    enum HandshakeFailure {
        /** The {@link PeerVerifier} refused. */
        CERTIFICATE_REJECTED,
        /** The server sent an alert, which the detail names. */
        ALERT,
        /** The server, or somebody between, closed the connection; an alert just before that may go unread. */
        CLOSED,
        /** The same with a TCP RST. */
        RESET,
        TIMEOUT,
        /** Octets that are no TLS record came where the handshake was due: a broken server, or an injection. */
        NOT_TLS,
        /** No common version or cipher suite as the client sees it, a wrong signature, a damaged record. */
        PROTOCOL
    }
}
