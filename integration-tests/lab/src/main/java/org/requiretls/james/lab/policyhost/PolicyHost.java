package org.requiretls.james.lab.policyhost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.requiretls.james.lab.pki.Identity;

/** The server. Each connection has one request; failures of a connection are the client's to notice. */
public final class PolicyHost implements AutoCloseable {

    private static final int BACKLOG = 256;

    private final Map<String, Identity> identities = new ConcurrentHashMap<>();
    private final Map<String, HttpAnswer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lab-policy-host");
        thread.setDaemon(true);
        return thread;
    });
    private final SSLServerSocket socket;
    private volatile String[] tlsVersions;

    /**
     * A request that was read to the end of its head.
     *
     * @param serverName in SNI; empty without
     * @param head the request line and the header lines
     */
    public record Request(String serverName, String protocol, List<String> head) {
        public Request {
            head = List.copyOf(head);
        }
    }

    private PolicyHost(InetAddress address, int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new KeysByServerName(identities)}, null, null);
        socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, BACKLOG, address);
        tlsVersions = socket.getEnabledProtocols();
    }

    /** @param port 0 for a free one */
    public static PolicyHost start(InetAddress address, int port) {
        try {
            PolicyHost host = new PolicyHost(address, port);
            host.threads.execute(host::accept);
            return host;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("A policy host can't be started at " + address + " port " + port, e);
        }
    }

    /** The policy host of this name shows this identity. */
    public PolicyHost identify(String hostName, Identity identity) {
        identities.put(hostName, identity);
        return this;
    }

    /** The policy host of this name answers so from now on. */
    public PolicyHost answer(String hostName, HttpAnswer answer) {
        answers.put(hostName, answer);
        return this;
    }

    /** Takes these versions of TLS only, as the JDK names them. */
    public PolicyHost tlsVersions(String... versions) {
        tlsVersions = versions.clone();
        return this;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** All so far, in the order in which they came. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many were for this policy host. */
    public long requestsFor(String hostName) {
        return requests.stream()
                .filter(request -> request.serverName().equals(hostName))
                .count();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                SSLSocket connection = (SSLSocket) socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                if (closed.getCount() > 0) {
                    throw new UncheckedIOException("The policy host takes no connections any more", e);
                }
            }
        }
    }

    private void serve(SSLSocket connection) {
        try (connection) {
            connection.setEnabledProtocols(tlsVersions);
            connection.startHandshake();
            String serverName = KeysByServerName.serverName(connection.getSession());
            List<String> head = readHead(connection);
            requests.add(new Request(serverName, connection.getSession().getProtocol(), head));
            answers.getOrDefault(serverName, HttpAnswer.of(404, "text/plain", ""))
                    .write(connection.getOutputStream(), closed);
            connection.getOutputStream().flush();
        } catch (IOException clientIsGone) {
            // Its own affair; what it did is in the requests.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> readHead(SSLSocket connection) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
