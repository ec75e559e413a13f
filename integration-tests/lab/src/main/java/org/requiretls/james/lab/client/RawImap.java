package org.requiretls.james.lab.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** An IMAP client that sends the lines that it is told, each with a tag, and shows the whole answer. */
public final class RawImap implements AutoCloseable {

    private static final int MAX_LINES = 10_000;

    private final LineConnection connection;
    private int commands;

    private RawImap(LineConnection connection) throws IOException {
        this.connection = connection;
        connection.readLine();
    }

    /** Connects in clear text and reads the greeting. */
    public static RawImap connect(InetSocketAddress server) throws IOException {
        return new RawImap(LineConnection.connect(server));
    }

    /** Connects to a server that speaks TLS from the first byte, and reads the greeting. */
    public static RawImap connectImplicitTls(InetSocketAddress server) throws IOException {
        LineConnection connection = LineConnection.connect(server);
        try {
            connection.startTls();
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        return new RawImap(connection);
    }

    /**
     * Sends a command.
     *
     * @param command without tag and line end
     * @return the lines of the answer up to the tagged one, with the tag taken off that: {@code OK …} comes last
     * @throws IOException if the server says nothing more before it has answered
     */
    public List<String> command(String command) throws IOException {
        String tag = "a" + ++commands + " ";
        connection.writeLine(tag + command);
        List<String> lines = new ArrayList<>();
        while (lines.size() < MAX_LINES) {
            String line = connection.readLine();
            if (line.startsWith(tag)) {
                lines.add(line.substring(tag.length()));
                return lines;
            }
            lines.add(line);
        }
        throw new IOException(connection.server() + " does not come to an end in its answer to " + command);
    }

    /** STARTTLS and the handshake. */
    public void startTls() throws IOException {
        List<String> answer = command("STARTTLS");
        if (!answer.get(answer.size() - 1).startsWith("OK")) {
            throw new IOException(connection.server() + " refused STARTTLS: " + answer);
        }
        connection.startTls();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
