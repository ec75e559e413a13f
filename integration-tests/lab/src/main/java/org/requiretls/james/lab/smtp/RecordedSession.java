package org.requiretls.james.lab.smtp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What one connection brought. Fills while the connection is up; every method may be called at any time. */
public final class RecordedSession {

    /** How the connection came to its end. */
    public enum Ending {
        STILL_OPEN,
        /** The client said QUIT. */
        QUIT,
        /** The client closed without QUIT. */
        CLIENT_CLOSED,
        /** The client, or what stands between, broke the connection. */
        BROKEN,
        /** The script, or a 421 in it, asked the peer to close. */
        BY_SCRIPT,
        /** {@link SmtpPeer#close()}. */
        PEER_STOPPED
    }

    private final InetSocketAddress client;
    private final List<RecordedCommand> commands = new CopyOnWriteArrayList<>();
    private final List<ReceivedMessage> arrivals = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger followed = new AtomicInteger();
    private volatile Optional<TlsSeen> tls = Optional.empty();
    private volatile Optional<String> requestedServerName = Optional.empty();
    private volatile Optional<String> handshakeFailure = Optional.empty();
    private volatile Ending ending = Ending.STILL_OPEN;

    RecordedSession(InetSocketAddress client) {
        this.client = client;
    }

    public InetSocketAddress client() {
        return client;
    }

    public List<RecordedCommand> commands() {
        return List.copyOf(commands);
    }

    /** The command lines alone. */
    public List<String> commandLines() {
        return commands.stream().map(RecordedCommand::line).toList();
    }

    /** The verbs alone, in upper case. */
    public List<String> verbs() {
        return commands.stream().map(RecordedCommand::verb).toList();
    }

    /** Every message whose content came to its end, whatever the client was told then. */
    public List<ReceivedMessage> arrivals() {
        return List.copyOf(arrivals);
    }

    /** How many messages had commands behind them at once, before the client had the reply (RFC 2920 section 3.1). */
    public int followedAtOnce() {
        return followed.get();
    }

    /** What the client did that RFC 5321 or RFC 3207 does not allow. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Present once a handshake has succeeded. */
    public Optional<TlsSeen> tls() {
        return tls;
    }

    /** The SNI host name of the ClientHello, known even where the handshake failed afterwards. */
    public Optional<String> requestedServerName() {
        return requestedServerName;
    }

    /** The peer's view of a handshake that failed: the alert received, or the cut. */
    public Optional<String> handshakeFailure() {
        return handshakeFailure;
    }

    public Ending ending() {
        return ending;
    }

    void add(RecordedCommand command) {
        commands.add(command);
    }

    void add(ReceivedMessage message) {
        arrivals.add(message);
    }

    void messageIsFollowed() {
        followed.incrementAndGet();
    }

    void addViolation(String violation) {
        violations.add(violation);
    }

    void tlsEstablished(TlsSeen seen) {
        tls = Optional.of(seen);
    }

    void serverNameRequested(String name) {
        requestedServerName = Optional.of(name);
    }

    void handshakeFailed(String cause) {
        handshakeFailure = Optional.of(cause);
    }

    /** The first cause counts: closing our side afterwards explains nothing. */
    void endedBy(Ending cause) {
        if (ending == Ending.STILL_OPEN) {
            ending = cause;
        }
    }

    @Override
    public String toString() {
        return "session from " + client + " (" + ending + "): " + commandLines()
                + (violations.isEmpty() ? "" : ", violations " + violations);
    }
}
