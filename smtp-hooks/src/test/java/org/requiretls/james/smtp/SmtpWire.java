package org.requiretls.james.smtp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An SMTP client that sends exactly the octets it is told. */
final class SmtpWire implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int LONGEST_REPLY = 100_000;

    private Socket socket;
    private InputStream in;

    private SmtpWire(Socket socket) throws IOException {
        use(socket);
    }

    /** Connects in clear text and reads the greeting. */
    static SmtpWire connect(JamesUnderTest james) throws IOException {
        SmtpWire wire = new SmtpWire(new Socket(InetAddress.getLoopbackAddress(), james.port()));
        wire.reply();
        return wire;
    }

    /** Connects to an implicit-TLS port and reads the greeting. */
    static SmtpWire connectWithTls(JamesUnderTest james) throws IOException {
        SmtpWire wire = new SmtpWire(new Socket(InetAddress.getLoopbackAddress(), james.port()));
        wire.handshake();
        wire.reply();
        return wire;
    }

    /** Connects, says EHLO and STARTTLS; the caller is inside TLS and has yet to greet. */
    static SmtpWire startTls(JamesUnderTest james) throws IOException {
        SmtpWire wire = connect(james);
        wire.send("EHLO client.example");
        wire.send("STARTTLS");
        wire.handshake();
        return wire;
    }

    private void use(Socket next) throws IOException {
        socket = next;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void handshake() throws IOException {
        SSLSocket tls = (SSLSocket) trustingAll().getSocketFactory().createSocket(socket, "localhost", 25, true);
        // First the stream: a server that closes right after the handshake would leave none to be had.
        use(tls);
        tls.startHandshake();
    }

    /** Sends one line and reads the reply. */
    String send(String line) throws IOException {
        raw(line + "\r\n");
        return reply();
    }

    /** Sends MAIL (the given line), one recipient and a message; the reply to the end of DATA. */
    String transaction(String mail, String message) throws IOException {
        String reply = send(mail);
        if (!reply.startsWith("250")) {
            return reply;
        }
        send("RCPT TO:<" + JamesUnderTest.LOCAL_USER + ">");
        send("DATA");
        return send(message + "\r\n.");
    }

    /** Sends octets, in one write, and reads nothing. */
    void raw(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** One reply with all its lines; "closed" where the server closed the connection instead. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        try {
            String line;
            do {
                line = line();
                reply.append(line).append('\n');
            } while (line.length() > 3 && line.charAt(3) == '-');
        } catch (EOFException | SocketException e) {
            return "closed";
        }
        return reply.toString().trim();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_REPLY) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            if (octet == '\n') {
                return line.toString().trim();
            }
            line.append((char) octet);
        }
        throw new IOException("endless reply");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
