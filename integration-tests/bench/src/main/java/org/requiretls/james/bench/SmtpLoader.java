package org.requiretls.james.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Hands the mail of a turn to a server, over several connections in clear text, each command with the one before. */
final class SmtpLoader {

    private static final int CONNECTIONS = 8;
    private static final int TIMEOUT_MILLIS = 60_000;

    private SmtpLoader() {}

    /** @throws IOException if a message is not taken */
    static void load(InetSocketAddress server, Turn turn) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                int first = connection;
                parts.add(threads.submit(() -> {
                    loadEvery(CONNECTIONS, first, server, turn);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("The server at " + server + " did not take all mail of " + turn, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while loading " + turn, e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void loadEvery(int step, int first, InetSocketAddress server, Turn turn) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, '2');
            write(out, "EHLO loader.bench.test\r\n");
            expect(in, '2');
            for (int number = first; number < turn.messages(); number += step) {
                write(out, "MAIL FROM:<" + Turn.SENDER + ">\r\nRCPT TO:<" + turn.recipient(number) + ">\r\nDATA\r\n");
                expect(in, '2');
                expect(in, '2');
                expect(in, '3');
                write(out, turn.text() + ".\r\n");
                expect(in, '2');
            }
            write(out, "QUIT\r\n");
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void expect(BufferedReader in, char kind) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || line.isEmpty() || line.charAt(0) != kind) {
            throw new IOException("The server said: " + line);
        }
    }
}
