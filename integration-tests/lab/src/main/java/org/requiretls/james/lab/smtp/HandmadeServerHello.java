package org.requiretls.james.lab.smtp;

import java.nio.ByteBuffer;

/** The bytes of a TLS 1.0 ServerHello (RFC 2246 section 7.4.1.3). */
final class HandmadeServerHello {

    private static final byte HANDSHAKE_RECORD = 22;
    private static final byte SERVER_HELLO = 2;
    private static final short TLS_1_0 = 0x0301;
    private static final short TLS_RSA_WITH_AES_128_CBC_SHA = 0x002f;
    private static final int RANDOM_LENGTH = 32;

    private HandmadeServerHello() {}

    static byte[] tls10() {
        int bodyLength = 2 + RANDOM_LENGTH + 1 + 2 + 1;
        int messageLength = 4 + bodyLength;
        return ByteBuffer.allocate(5 + messageLength)
                .put(HANDSHAKE_RECORD)
                .putShort(TLS_1_0)
                .putShort((short) messageLength)
                .put(SERVER_HELLO)
                .put((byte) 0)
                .putShort((short) bodyLength)
                .putShort(TLS_1_0)
                .put(new byte[RANDOM_LENGTH])
                .put((byte) 0)
                .putShort(TLS_RSA_WITH_AES_128_CBC_SHA)
                .put((byte) 0)
                .array();
    }
}
