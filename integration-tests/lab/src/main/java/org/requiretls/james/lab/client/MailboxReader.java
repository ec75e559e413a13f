package org.requiretls.james.lab.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Reads the inbox of one user by POP3 in clear, and leaves it as it is.
 *
 * @param server where POP3 is spoken
 * @param user the login name, for James with virtual hosting the whole address
 * @param password the password of that user
 */
public record MailboxReader(InetSocketAddress server, String user, String password) {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** Far above what a test sends. */
    private static final int MAX_MESSAGE_OCTETS = 256 << 20;

    /**
     * All messages that are there now, oldest first.
     *
     * @throws IOException if the server does not answer, refuses the login or a command; the message names both
     */
    public List<MailboxMessage> read() throws IOException {
        try (LineConnection connection = LineConnection.connect(server)) {
            accepted(connection, "the greeting");
            command(connection, "USER " + user);
            command(connection, "PASS " + password);
            int count = Integer.parseInt(command(connection, "STAT").split(" ")[1]);
            List<MailboxMessage> messages = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                command(connection, "RETR " + number);
                messages.add(readMessage(connection));
            }
            command(connection, "QUIT");
            return messages;
        }
    }

    /**
     * Waits until at least so many messages are there.
     *
     * @param limit how long to wait at most
     * @return all messages that are there then, oldest first
     * @throws IllegalStateException if there are fewer when the time is over; the message tells which
     */
    public List<MailboxMessage> await(int count, Duration limit) {
        AtomicReference<List<MailboxMessage>> seen = new AtomicReference<>(List.of());
        try {
            Awaitility.await().pollInterval(POLL_INTERVAL).atMost(limit).until(() -> {
                seen.set(read());
                return seen.get().size() >= count;
            });
            return seen.get();
        } catch (ConditionTimeoutException e) {
            List<String> subjects = seen.get().stream()
                    .map(message -> message.header("Subject").orElse("(no subject)"))
                    .toList();
            throw new IllegalStateException(
                    "After " + limit.toSeconds() + " s the mailbox of " + user + " at " + server + " holds "
                            + subjects.size() + " messages, not " + count + ": " + subjects,
                    e);
        }
    }

    private String command(LineConnection connection, String command) throws IOException {
        connection.writeLine(command);
        return accepted(connection, command.split(" ")[0]);
    }

    private String accepted(LineConnection connection, String what) throws IOException {
        String answer = connection.readLine();
        if (!answer.startsWith("+OK")) {
            throw new IOException(server + " answered '" + answer + "' to " + what + " for " + user);
        }
        return answer;
    }

    /** RFC 1939 section 3: up to a line with a single dot, other leading dots doubled. */
    private static MailboxMessage readMessage(LineConnection connection) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (String line = connection.readLine(); !line.equals("."); line = connection.readLine()) {
            String undoubled = line.startsWith(".") ? line.substring(1) : line;
            octets.writeBytes((undoubled + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (octets.size() > MAX_MESSAGE_OCTETS) {
                throw new IOException(
                        connection.server() + " sent a message of more than " + MAX_MESSAGE_OCTETS + " octets");
            }
        }
        return new MailboxMessage(octets.toByteArray());
    }
}
