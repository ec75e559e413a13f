package org.requiretls.james.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A port that leaves whoever connects without an answer: with its backlog full, Linux drops further SYNs. */
final class SilentListener implements AutoCloseable {

    /** Linux holds one more than the backlog. */
    private static final int FILLING = 2;

    private final ServerSocket listener;
    private final List<Socket> filling = new ArrayList<>();

    SilentListener(InetAddress address, int port) throws IOException {
        listener = new ServerSocket(port, 1, address);
        for (int i = 0; i < FILLING; i++) {
            Socket socket = new Socket();
            filling.add(socket);
            socket.connect(new InetSocketAddress(address, port), 10_000);
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        listener.close();
    }
}
