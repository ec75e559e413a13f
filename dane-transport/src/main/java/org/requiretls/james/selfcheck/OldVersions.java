package org.requiretls.james.selfcheck;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which old versions of TLS a server still takes. No Java offers them any more unless its whole process is told to, so
 * the ClientHello is written here (RFC 5246 section 7.4.1.2), and the first record of the answer tells.
 *
 * @param ehloName what EHLO says
 * @param serverName for SNI
 * @param patience for each step
 */
record OldVersions(String ehloName, Optional<String> serverName, Duration patience) {

    static final String TLS_1_2 = "TLSv1.2";

    /** RFC 8996. */
    static final List<String> DEPRECATED = List.of("TLSv1", "TLSv1.1");

    private static final Map<String, Integer> NUMBERS = new LinkedHashMap<>();

    static {
        NUMBERS.put("TLSv1", 0x0301);
        NUMBERS.put("TLSv1.1", 0x0302);
        NUMBERS.put(TLS_1_2, 0x0303);
    }

    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int RANDOM_LENGTH = 32;
    private static final int MOST_LINES = 100;
    private static final int LONGEST_LINE = 2000;

    /** Of ECDHE and RSA, with AES in GCM and in CBC: every server with an old version has one of them. */
    private static final List<Integer> SUITES =
            List.of(0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC009, 0xC00A, 0xC013, 0xC014, 0x002F, 0x0035);

    /** ECDSA and RSA, each with SHA-256, SHA-512 and SHA-1; RSA-PSS. */
    private static final List<Integer> SIGNATURES = List.of(0x0403, 0x0603, 0x0401, 0x0601, 0x0804, 0x0203, 0x0201);

    /** P-256, P-384, X25519. */
    private static final List<Integer> GROUPS = List.of(23, 24, 29);

    /** As JSSE names them. Takes a connection for each. */
    Set<String> takenAt(InetSocketAddress server) {
        Set<String> taken = new LinkedHashSet<>();
        NUMBERS.forEach((name, number) -> {
            if (takes(server, number)) {
                taken.add(name);
            }
        });
        return taken;
    }

    private boolean takes(InetSocketAddress server, int version) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            socket.connect(server, Math.toIntExact(patience.toMillis()));
            InputStream in = socket.getInputStream();
            expect(in, "220");
            say(socket, "EHLO " + ehloName);
            expect(in, "250");
            say(socket, "STARTTLS");
            expect(in, "220");
            socket.getOutputStream().write(record(clientHello(version)));
            return serverHello(new DataInputStream(in)) == version;
        } catch (IOException refused) {
            // Whatever it does in place of a ServerHello, it does not take this version.
            return false;
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void expect(InputStream in, String code) throws IOException {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = line(in);
            if (!line.startsWith(code)) {
                throw new IOException("not " + code + ": " + line);
            }
            if (!line.startsWith(code + "-")) {
                return;
            }
        }
        throw new IOException("a reply without end");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.length() == LONGEST_LINE) {
                throw new IOException("a line without end");
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    private static int serverHello(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        in.readUnsignedShort();
        in.readUnsignedShort();
        if (type != HANDSHAKE_RECORD || in.readUnsignedByte() != SERVER_HELLO) {
            throw new IOException("no ServerHello");
        }
        in.skipNBytes(3);
        return in.readUnsignedShort();
    }

    private static byte[] record(byte[] body) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeByte(HANDSHAKE_RECORD);
        out.writeShort(0x0301);
        out.writeShort(body.length + 4);
        out.writeByte(CLIENT_HELLO);
        out.writeByte(0);
        out.writeShort(body.length);
        out.write(body);
        return octets.toByteArray();
    }

    private byte[] clientHello(int version) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeShort(version);
        out.write(new byte[RANDOM_LENGTH]);
        out.writeByte(0);
        writeList(out, SUITES);
        out.writeShort(0x0100);
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        DataOutputStream each = new DataOutputStream(extensions);
        if (serverName.isPresent()) {
            writeServerName(each, serverName.get().getBytes(StandardCharsets.US_ASCII));
        }
        writeExtension(each, SUPPORTED_GROUPS, GROUPS);
        writeExtension(each, SIGNATURE_ALGORITHMS, SIGNATURES);
        out.writeShort(extensions.size());
        out.write(extensions.toByteArray());
        return octets.toByteArray();
    }

    private static void writeServerName(DataOutputStream out, byte[] name) throws IOException {
        out.writeShort(SERVER_NAME);
        out.writeShort(name.length + 5);
        out.writeShort(name.length + 3);
        out.writeByte(0);
        out.writeShort(name.length);
        out.write(name);
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
