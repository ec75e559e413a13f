package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An open connection that has been greeted, for one transaction after the other. A transaction that is sent while
 * others are under way has its turn after them; whose mail may share a connection is for the caller to know.
 *
 * <p>Futures complete on worker threads of the {@link SmtpClient}; what is chained to them may block.
 */
public interface SmtpSession extends AutoCloseable {

    /** The server's address. */
    InetSocketAddress peer();

    /** What the last EHLO listed. Inside TLS that is the one inside TLS (RFC 3207 section 4.2). */
    EhloKeywords ehlo();

    /** Empty in clear. */
    Optional<TlsDetails> tls();

    /**
     * Whether another transaction can be tried. A peer may have gone away unnoticed, then that one fails with
     * {@link RecipientOutcome.NotSent}.
     */
    boolean isOpen();

    /** How many transactions were begun on it, 0 or more. */
    int transactions();

    /**
     * Sends a message. Where the server offers PIPELINING the whole envelope goes out at once. The content is sent if
     * at least one recipient is accepted. What goes wrong with those before it leaves it {@link
     * RecipientOutcome.NotSent not sent}.
     *
     * @return completes normally whatever the peer does; exceptionally with {@link IllegalStateException} if a login or
     *     QUIT is under way
     */
    CompletableFuture<TransactionResult> send(Envelope envelope, MessageContent content);

    /**
     * Ends a transaction before its time: one whose turn it is by closing the connection, one that waits for its turn
     * without harm to those before it.
     *
     * @param sent what {@link #send} of this session returned
     */
    void breakOff(CompletableFuture<TransactionResult> sent);

    /**
     * Logs in, before the first message; once done, doing it again says nothing more. The password goes out as it is:
     * whoever calls knows that the connection keeps it.
     *
     * @return completes normally whatever the peer does; exceptionally with {@link IllegalStateException} if a
     *     transaction or QUIT is under way
     */
    CompletableFuture<LoginResult> login(Login login);

    /**
     * Says QUIT, waits for the reply or {@link SmtpTimeouts#quit}, and closes. During a transaction it just closes.
     *
     * @return completes normally once the connection is closed, however it came to that
     */
    CompletableFuture<Void> quit();

    /** Closes at once, without QUIT and without waiting. A transaction under way fails. */
    @Override
    void close();
}
