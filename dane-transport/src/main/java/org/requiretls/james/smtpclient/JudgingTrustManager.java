package org.requiretls.james.smtpclient;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;

/**
 * Asks, for each connection, the {@link PeerJudge} of that connection. A TLS context is shared by many, which makes it
 * cheap and is what sessions are resumed from.
 */
final class JudgingTrustManager extends ServersOnEngines {

    /** By identity, as engines have no other. */
    private final Map<SSLEngine, PeerJudge> judges = new ConcurrentHashMap<>();

    /** Until {@link #forget}. */
    void appoint(PeerJudge judge, SSLEngine engine) {
        judges.put(engine, judge);
    }

    void forget(SSLEngine engine) {
        judges.remove(engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        PeerJudge judge = judges.get(engine);
        if (judge == null) {
            throw new CertificateException("nobody is there to judge this connection any more");
        }
        judge.judge(List.of(chain));
    }
}
