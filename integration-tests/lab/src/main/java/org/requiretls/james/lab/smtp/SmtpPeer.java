package org.requiretls.james.lab.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A scripted SMTP server on a loopback address.
 *
 * <pre>{@code
 * try (SmtpPeer mx = SmtpPeer.builder()
 *         .tls(keyMaterial)
 *         .requireTlsOffered()
 *         .on(Stage.RCPT, Answer.reply("450 4.2.1 later"))
 *         .start()) {
 *     …
 * }
 * }</pre>
 */
public final class SmtpPeer implements AutoCloseable {

    /** Linux lets connections beyond it wait in silence, which looks like a peer that hangs. */
    private static final int BACKLOG = 1024;

    private final ServerSocket listener;
    private final PeerScript script;
    private final List<RecordedSession> sessions = new CopyOnWriteArrayList<>();
    private final Set<PeerConnection> open = ConcurrentHashMap.newKeySet();

    SmtpPeer(InetAddress address, int port, PeerScript script) throws IOException {
        this.script = script;
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(address, port), BACKLOG);
        startDaemon("smtp-peer-" + listener.getLocalPort(), this::accept);
    }

    public static SmtpPeerBuilder builder() {
        return new SmtpPeerBuilder();
    }

    /** Where to connect to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Every connection so far, oldest first. */
    public List<RecordedSession> sessions() {
        return List.copyOf(sessions);
    }

    /** The messages that the peer accepted, over all connections. */
    public List<ReceivedMessage> messages() {
        return sessions.stream()
                .flatMap(session -> session.arrivals().stream())
                .filter(message -> message.acknowledged() == ReceivedMessage.Acknowledgement.ACCEPTED)
                .toList();
    }

    /** What clients did wrong, over all connections. */
    public List<String> violations() {
        return sessions.stream()
                .flatMap(session -> session.violations().stream())
                .toList();
    }

    /** Connections that neither side has closed yet. */
    public int openConnections() {
        return open.size();
    }

    /** Stops listening and resets the connections that are still up. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close " + listener, e);
        }
        open.forEach(PeerConnection::stop);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                converse(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException("cannot accept on " + listener, e);
                }
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        RecordedSession session = new RecordedSession((InetSocketAddress) socket.getRemoteSocketAddress());
        PeerConnection connection = new PeerConnection(socket, script, session);
        open.add(connection);
        sessions.add(session);
        startDaemon("smtp-peer-" + port() + "-from-" + socket.getPort(), () -> {
            try {
                connection.run();
            } finally {
                open.remove(connection);
            }
        });
        if (listener.isClosed()) {
            connection.stop();
        }
    }

    private static void startDaemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
