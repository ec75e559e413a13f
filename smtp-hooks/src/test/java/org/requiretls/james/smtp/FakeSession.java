package org.requiretls.james.smtp;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.james.protocols.api.ProtocolTransport;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.SMTPSessionImpl;

/** James's own session on a connection that is only pretended. */
final class FakeSession {

    private FakeSession() {}

    static SMTPSession inClearText() {
        return on(Optional.empty());
    }

    static SMTPSession withCipherSuite(String protocol, String suite) {
        return on(Optional.of(sslSession(protocol, suite)));
    }

    static SMTPSession insideTls() {
        return withCipherSuite("TLSv1.3", "TLS_AES_128_GCM_SHA256");
    }

    static SMTPSession duringHandshake() {
        return withCipherSuite("NONE", "SSL_NULL_WITH_NULL_NULL");
    }

    private static SMTPSession on(Optional<SSLSession> tls) {
        ProtocolTransport transport = (ProtocolTransport) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {ProtocolTransport.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isTLSStarted" -> tls.isPresent();
                    case "getSSLSession" -> tls;
                    case "getRemoteAddress" -> new InetSocketAddress("127.0.0.1", 25);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new SMTPSessionImpl(transport, new SMTPConfigurationImpl());
    }

    private static SSLSession sslSession(String protocol, String suite) {
        return (SSLSession) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProtocol" -> protocol;
                    case "getCipherSuite" -> suite;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
