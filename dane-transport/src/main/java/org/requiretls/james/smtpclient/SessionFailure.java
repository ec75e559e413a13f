package org.requiretls.james.smtpclient;

/**
 * Why a connection that was up cannot be used any more. It is closed by then. Details are safe to log.
 *
 * <p>None of these says that the peer refused something: refusals are {@link Reply replies}.
 */
public sealed interface SessionFailure {

    /** How far the session had come. */
    SmtpStage stage();

    /** What happened, in words. */
    String detail();

    /** The connection broke, or the client broke it off because it took too long. */
    record ConnectionLost(SmtpStage stage, Loss loss, String detail) implements SessionFailure {}

    /** The peer said something that SMTP does not allow here; who knows what it takes our words for. */
    record ProtocolError(SmtpStage stage, String detail) implements SessionFailure {}

    /** The content could not be read, after the peer had been told to expect it; not the peer's fault. */
    record ContentUnreadable(SmtpStage stage, String detail) implements SessionFailure {}

    /** How a connection was lost. */
    enum Loss {
        /** The peer closed, with or without a 421 in advance. */
        CLOSED,
        /** TCP RST. */
        RESET,
        /** A reply, or progress with the content, stayed out for longer than its time-out. */
        TIMEOUT,
        /** {@link SmtpTimeouts#opening} or {@link SmtpTimeouts#transaction} went by. */
        DEADLINE,
        /** A TLS alert, or a damaged record, after the handshake. */
        TLS,
        /** {@link SmtpClient} or the session was closed on our side. */
        CLIENT_CLOSED,
        /** Ended, or held up for long, while it carried another message. */
        WITH_ANOTHER,
        /** Any other error of the network. */
        OTHER
    }
}
