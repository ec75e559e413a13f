package org.requiretls.james.lab.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port of 127.0.0.1, open for UDP and TCP alike. */
final class Listener implements AutoCloseable {

    /** Turns a query into a response, both in wire format; empty means silence. */
    interface Handler {
        Optional<byte[]> overUdp(byte[] query);

        Optional<byte[]> overTcp(byte[] query);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Listener.class);
    private static final int ATTEMPTS_TO_FIND_A_PORT_FREE_IN_BOTH = 20;
    private static final int LARGEST_DATAGRAM = 65535;
    private static final int TCP_IDLE_MILLIS = 5_000;

    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Handler handler;

    private Listener(ServerSocket tcp, DatagramSocket udp, Handler handler) {
        this.tcp = tcp;
        this.udp = udp;
        this.handler = handler;
    }

    /**
     * @param port 1 to 65535, or 0 for any that is free
     */
    static Listener open(int port, Handler handler) {
        try {
            Listener listener = bind(port, handler);
            start("lab dns udp", listener::serveUdp);
            start("lab dns tcp", listener::acceptTcp);
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open port " + port + " of 127.0.0.1 for DNS", e);
        }
    }

    private static Listener bind(int port, Handler handler) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        int attempts = port == 0 ? ATTEMPTS_TO_FIND_A_PORT_FREE_IN_BOTH : 1;
        for (int attempt = 1; ; attempt++) {
            ServerSocket tcp = new ServerSocket(port, 50, loopback);
            try {
                return new Listener(tcp, new DatagramSocket(tcp.getLocalPort(), loopback), handler);
            } catch (BindException e) {
                tcp.close();
                if (attempt == attempts) {
                    throw e;
                }
            }
        }
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    private void serveUdp() {
        byte[] buffer = new byte[LARGEST_DATAGRAM];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                Optional<byte[]> response = handler.overUdp(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (response.isPresent()) {
                    udp.send(new DatagramPacket(response.get(), response.get().length, packet.getSocketAddress()));
                }
            } catch (SocketException e) {
                LOGGER.debug("UDP socket of the lab's DNS is closing", e);
            } catch (IOException | RuntimeException e) {
                LOGGER.warn("A DNS query over UDP from {} found no answer", packet.getSocketAddress(), e);
            }
        }
    }

    private void acceptTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                start("lab dns tcp client", () -> serveTcp(socket));
            } catch (IOException e) {
                LOGGER.debug("TCP socket of the lab's DNS is closing", e);
            }
        }
    }

    private void serveTcp(Socket socket) {
        try (socket) {
            socket.setSoTimeout(TCP_IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                Optional<byte[]> response = handler.overTcp(query);
                if (response.isPresent()) {
                    byte[] framed = new byte[response.get().length + 2];
                    framed[0] = (byte) (response.get().length >>> 8);
                    framed[1] = (byte) response.get().length;
                    System.arraycopy(response.get(), 0, framed, 2, response.get().length);
                    out.write(framed);
                }
            }
        } catch (EOFException e) {
            LOGGER.trace("TCP client of the lab's DNS is done", e);
        } catch (IOException | RuntimeException e) {
            LOGGER.debug("TCP client of the lab's DNS went away", e);
        }
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            LOGGER.debug("TCP socket of the lab's DNS did not close cleanly", e);
        }
    }
}
