package org.requiretls.james.lab.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;

/** The two byte streams of a connection, in clear and later in TLS. */
final class PeerWire {

    private static final int LONGEST_COMMAND = 64 * 1024;

    private final Socket transport;
    private final RecordedSession session;
    private Socket current;
    private InputStream in;
    private OutputStream out;

    PeerWire(Socket transport, RecordedSession session) throws IOException {
        this.transport = transport;
        this.session = session;
        transport.setTcpNoDelay(true);
        use(transport);
    }

    private void use(Socket socket) throws IOException {
        current = socket;
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** The next line without its line end; empty at the end of the stream. */
    Optional<String> readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != -1; octet = in.read()) {
            if (octet == '\n') {
                return Optional.of(withoutCarriageReturn(line.toString(StandardCharsets.ISO_8859_1)));
            }
            line.write(octet);
            if (line.size() > LONGEST_COMMAND) {
                throw new IOException("command line over " + LONGEST_COMMAND + " octets");
            }
        }
        if (line.size() > 0) {
            session.addViolation("stream ended inside the line '" + line.toString(StandardCharsets.ISO_8859_1) + "'");
        }
        return Optional.empty();
    }

    private String withoutCarriageReturn(String line) {
        if (!line.endsWith("\r")) {
            session.addViolation("bare LF after '" + line + "'");
            return line;
        }
        return line.substring(0, line.length() - 1);
    }

    /** The next octet, or -1. */
    int read() throws IOException {
        return in.read();
    }

    /** Whether the client has sent more than was read. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Waits for the next octet, and leaves it to be read. */
    void awaitMore() throws IOException {
        in.mark(1);
        in.read();
        in.reset();
    }

    /** Waits for the first octet of what the client says next, and for as much as came with it. */
    void awaitClient() throws IOException {
        if (in.read() != -1) {
            in.skipNBytes(in.available());
        }
    }

    /** Reads until the client goes away. */
    void drain() throws IOException {
        byte[] discarded = new byte[8192];
        while (in.read(discarded) != -1) {
            continue;
        }
    }

    /** Does the handshake as server. */
    TlsSeen startTls(PeerScript script) throws IOException {
        SSLSocket tls = (SSLSocket)
                script.tls().orElseThrow().getSocketFactory().createSocket(transport, (InputStream) null, true);
        tls.setUseClientMode(false);
        if (!script.tlsProtocols().isEmpty()) {
            tls.setEnabledProtocols(script.tlsProtocols().toArray(String[]::new));
        }
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setSNIMatchers(List.of(new RecordingMatcher()));
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        use(tls);
        SSLSession established = tls.getSession();
        return new TlsSeen(established.getProtocol(), established.getCipherSuite(), session.requestedServerName());
    }

    void close() throws IOException {
        current.close();
    }

    /**
     * Says that no more comes, and closes when the client has. To close with input unread makes TCP reset the
     * connection, and the client may hear of that before it has read the last reply.
     */
    void closeOnceClientLeaves() throws IOException {
        current.shutdownOutput();
        drain();
        current.close();
    }

    /** RST in place of FIN; TLS does not get to say anything. */
    void reset() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    /** Accepts every name and writes it down; the JDK asks while it reads the ClientHello. */
    private final class RecordingMatcher extends SNIMatcher {

        RecordingMatcher() {
            super(StandardConstants.SNI_HOST_NAME);
        }

        @Override
        public boolean matches(SNIServerName name) {
            session.serverNameRequested(new SNIHostName(name.getEncoded()).getAsciiName());
            return true;
        }
    }
}
