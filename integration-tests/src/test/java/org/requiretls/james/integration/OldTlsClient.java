package org.requiretls.james.integration;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * A client that offers what nobody should take: an old version of TLS, or a weak suite. Java's own would refuse to offer
 * it before any server could, and the test would see its refusal; so the ClientHello is written by hand (RFC 5246 section
 * 7.4.1.2).
 */
final class OldTlsClient {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RANDOM = 32;
    private static final int SERVER_HELLO = 2;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_GROUPS = 10;

    /** What every version has. */
    static final List<Integer> USUAL_SUITES = List.of(0xC02B, 0xC02F, 0xC009, 0xC00A, 0xC013, 0xC014, 0x002F, 0x0035);

    private static final List<Integer> SIGNATURES = List.of(0x0403, 0x0503, 0x0401, 0x0501, 0x0203, 0x0201);
    private static final List<Integer> GROUPS = List.of(23, 24);

    private OldTlsClient() {}

    /** What the server chose. */
    record Chosen(String version, int suite) {}

    /**
     * Offers one version with the usual suites.
     *
     * @return the version that the server chose
     * @throws IOException if it answers with an alert, or closes
     */
    static String handshake(InetSocketAddress server, String version) throws IOException {
        return handshake(server, version, USUAL_SUITES).version();
    }

    /**
     * Offers one version with these suites, by their numbers at IANA.
     *
     * @throws IOException if the server answers with an alert, or closes
     */
    static Chosen handshake(InetSocketAddress server, String version, List<Integer> suites) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(record(clientHello(number(version), suites)));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.readUnsignedByte();
            in.readUnsignedShort();
            in.readUnsignedShort();
            if (type != HANDSHAKE || in.readUnsignedByte() != SERVER_HELLO) {
                throw new IOException("no ServerHello, but a record of type " + type);
            }
            in.skipNBytes(3);
            String chosen = name(in.readUnsignedShort());
            in.skipNBytes(RANDOM);
            in.skipNBytes(in.readUnsignedByte());
            return new Chosen(chosen, in.readUnsignedShort());
        }
    }

    private static int number(String version) {
        return switch (version) {
            case "TLSv1" -> 0x0301;
            case "TLSv1.1" -> 0x0302;
            case "TLSv1.2" -> 0x0303;
            default -> throw new IllegalArgumentException(version);
        };
    }

    private static String name(int number) {
        return number == 0x0301 ? "TLSv1" : "TLSv1." + (number - 0x0301);
    }

    private static byte[] record(byte[] body) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeByte(HANDSHAKE);
        out.writeShort(0x0301);
        out.writeShort(body.length + 4);
        out.writeByte(CLIENT_HELLO);
        out.writeByte(0);
        out.writeShort(body.length);
        out.write(body);
        return octets.toByteArray();
    }

    private static byte[] clientHello(int version, List<Integer> suites) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeShort(version);
        out.write(new byte[RANDOM]);
        out.writeByte(0);
        writeList(out, suites);
        out.writeShort(0x0100);
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        writeExtension(new DataOutputStream(extensions), SUPPORTED_GROUPS, GROUPS);
        writeExtension(new DataOutputStream(extensions), SIGNATURE_ALGORITHMS, SIGNATURES);
        out.writeShort(extensions.size());
        out.write(extensions.toByteArray());
        return octets.toByteArray();
    }

    private static void writeExtension(DataOutputStream out, int type, List<Integer> values) throws IOException {
        out.writeShort(type);
        out.writeShort(2 * values.size() + 2);
        writeList(out, values);
    }

    private static void writeList(DataOutputStream out, List<Integer> values) throws IOException {
        out.writeShort(2 * values.size());
        for (int value : values) {
            out.writeShort(value);
        }
    }
}
