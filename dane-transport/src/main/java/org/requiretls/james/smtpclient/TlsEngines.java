package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** Makes the TLS end of each connection. */
interface TlsEngines extends AutoCloseable {

    /** How long a session may be resumed after it began (RFC 8446 section 4.6.1 allows a week). */
    int RESUMABLE_SECONDS = 3600;

    /**
     * An engine that has the judge decide on the server's certificates, and checks nothing else of them.
     *
     * @param resumption sessions are resumed among requests with the same one; empty to resume none
     */
    SSLEngine engine(SessionRequest request, PeerJudge judge, Optional<String> resumption, ByteBufAllocator buffers);

    /** To be called once the handshake is over. */
    void handshakeOver(SSLEngine engine);

    /** What it is, for a start-up message. */
    String description();

    @Override
    void close();
}
