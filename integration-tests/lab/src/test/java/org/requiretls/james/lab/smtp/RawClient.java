package org.requiretls.james.lab.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Says bytes and hears lines; knows nothing of SMTP, so that it cannot share a mistake with the peer. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private Socket socket;

    RawClient(SmtpPeer peer) throws IOException {
        socket = new Socket(peer.address().getAddress(), peer.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line with its line end, or what there was before the end of the stream. */
    String hear() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = socket.getInputStream().read();
                octet != -1;
                octet = socket.getInputStream().read()) {
            line.write(octet);
            if (octet == '\n') {
                break;
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** All lines of one reply. */
    String hearReply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = hear();
        while (line.length() > 3 && line.charAt(3) == '-') {
            reply.append(line);
            line = hear();
        }
        return reply.append(line).toString();
    }

    String ask(String command) throws IOException {
        say(command + "\r\n");
        return hearReply();
    }

    void handshake(SSLContext trust, String serverName) throws IOException {
        SSLSocket tls = (SSLSocket) trust.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
