package org.requiretls.james.lab.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/**
 * An SMTP client that sends exactly what it is told. Not for several threads at once. Every wait ends after 30
 * seconds with a {@link java.net.SocketTimeoutException}.
 */
public final class RawSmtp implements AutoCloseable {

    private static final Pattern REPLY_LINE = Pattern.compile("([2-5]\\d\\d)(?:([ -])(.*))?");

    /** A limit for replies without an end; EHLO replies of real servers have about twenty lines. */
    private static final int MAX_REPLY_LINES = 1000;

    private final LineConnection connection;
    private final SmtpReply greeting;

    private RawSmtp(LineConnection connection) throws IOException {
        this.connection = connection;
        this.greeting = readReply();
    }

    /**
     * Connects in clear and reads the greeting.
     *
     * @throws IOException if the server does not answer, or answers with something that is no SMTP reply
     */
    public static RawSmtp connect(InetSocketAddress server) throws IOException {
        return greeted(LineConnection.connect(server));
    }

    /** Connects to a server that speaks TLS from the first byte (RFC 8314 section 3.3), and reads the greeting. */
    public static RawSmtp connectImplicitTls(InetSocketAddress server) throws IOException {
        LineConnection connection = LineConnection.connect(server);
        try {
            connection.startTls();
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        return greeted(connection);
    }

    /** What the server said first: 220, or why it does not want to talk. */
    public SmtpReply greeting() {
        return greeting;
    }

    /** Sends a line, to which CRLF is added, and reads the reply, whatever it is. */
    public SmtpReply command(String line) throws IOException {
        connection.writeLine(line);
        return readReply();
    }

    /**
     * Sends a line and wants this code.
     *
     * @throws IOException if the reply has another code; the message quotes both
     */
    public SmtpReply expect(int code, String line) throws IOException {
        SmtpReply reply = command(line);
        if (reply.code() != code) {
            throw new IOException(connection.server() + " answered '" + reply + "' to '" + line + "', not " + code);
        }
        return reply;
    }

    /** Sends these octets in one write and reads nothing. */
    public void send(byte[] octets) throws IOException {
        connection.write(octets);
    }

    /** Reads one reply, for instance after {@link #send}. */
    public SmtpReply readReply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < MAX_REPLY_LINES) {
            String line = connection.readLine();
            Matcher matcher = REPLY_LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IOException(connection.server() + " sent '" + line + "', which is no line of an SMTP reply");
            }
            lines.add(Optional.ofNullable(matcher.group(3)).orElse(""));
            if (!"-".equals(matcher.group(2))) {
                return new SmtpReply(Integer.parseInt(matcher.group(1)), lines);
            }
        }
        throw new IOException(connection.server() + " sent a reply of more than " + MAX_REPLY_LINES + " lines");
    }

    /**
     * Sends STARTTLS and, on 220, goes on in TLS. On any other reply the connection stays in clear.
     *
     * @return the reply to STARTTLS
     */
    public SmtpReply startTls() throws IOException {
        SmtpReply reply = command("STARTTLS");
        if (reply.code() == 220) {
            handshake();
        }
        return reply;
    }

    /** The TLS handshake alone, for a test that has sent STARTTLS by {@link #send} and read its reply. */
    public void handshake() throws IOException {
        connection.startTls();
    }

    /** The TLS session, empty while the connection is in clear. */
    public Optional<SSLSession> tlsSession() {
        return connection.tlsSession();
    }

    /** AUTH PLAIN with an initial response (RFC 4616): 235 if the server believes it. */
    public SmtpReply authPlain(String user, String password) throws IOException {
        byte[] response = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        return command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response));
    }

    /**
     * Sends DATA and, on 354, the message with its dots doubled (RFC 5321 section 4.5.2) and the final dot.
     *
     * @param message header and body; lines end with LF or CRLF and are sent with CRLF, as UTF-8
     * @return the reply to the final dot, or to DATA if that was not 354
     */
    public SmtpReply data(String message) throws IOException {
        SmtpReply goAhead = command("DATA");
        if (goAhead.code() != 354) {
            return goAhead;
        }
        StringBuilder wire = new StringBuilder();
        message.lines()
                .forEach(line -> wire.append(line.startsWith(".") ? "." : "")
                        .append(line)
                        .append("\r\n"));
        send(wire.append(".\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return readReply();
    }

    /** Closes the connection without QUIT. */
    @Override
    public void close() throws IOException {
        connection.close();
    }

    private static RawSmtp greeted(LineConnection connection) throws IOException {
        try {
            return new RawSmtp(connection);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }
}
