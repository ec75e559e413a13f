package org.requiretls.james.lab.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A connection that carries lines, first in clear and perhaps later in TLS. Every wait has a deadline. */
final class LineConnection implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Far above what any protocol here allows, so that a server gone wild cannot fill the memory. */
    private static final int MAX_LINE_OCTETS = 1 << 20;

    private final InetSocketAddress server;
    private Socket socket;
    private InputStream input;

    private LineConnection(InetSocketAddress server, Socket socket) throws IOException {
        this.server = server;
        use(socket);
    }

    static LineConnection connect(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.connect(server, (int) TIMEOUT.toMillis());
            return new LineConnection(server, socket);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot connect to " + server + ": " + e.getMessage(), e);
        }
    }

    /** One write, hence on loopback one packet for anything below the size of a segment. */
    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void writeLine(String line) throws IOException {
        write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The next line, without its line end, octets as ISO 8859-1 so that none is lost.
     *
     * @throws EOFException if the server has closed the connection
     */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet < 0) {
                throw new EOFException(server + " closed the connection"
                        + (line.size() == 0 ? "" : " in the middle of the line '" + text(line) + "'"));
            }
            if (line.size() == MAX_LINE_OCTETS) {
                throw new IOException(server + " sent a line of more than " + MAX_LINE_OCTETS + " octets");
            }
            line.write(octet);
        }
        String text = text(line);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Goes on in TLS.
     *
     * @throws SSLException if the handshake fails, or if the server has already sent something in clear that would be
     *     lost, or worse, be taken for something it said inside TLS
     */
    void startTls() throws IOException {
        if (input.available() > 0) {
            throw new SSLException(server + " sent " + input.available() + " more octets in clear before TLS");
        }
        SSLSocket secured = (SSLSocket) TrustAnything.context()
                .getSocketFactory()
                .createSocket(socket, server.getHostString(), server.getPort(), true);
        secured.startHandshake();
        use(secured);
    }

    Optional<SSLSession> tlsSession() {
        return socket instanceof SSLSocket secured ? Optional.of(secured.getSession()) : Optional.empty();
    }

    InetSocketAddress server() {
        return server;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void use(Socket next) throws IOException {
        socket = next;
        input = new BufferedInputStream(next.getInputStream());
    }

    private static String text(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
