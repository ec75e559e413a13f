package org.requiretls.james.smtpclient;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** Puts one {@link PeerVerifier} into JSSE, and remembers its refusal; for a single connection. */
public final class VerifyingTrustManager extends ServersOnEngines {

    private final PeerJudge judge;

    public VerifyingTrustManager(PeerVerifier verifier) {
        judge = new PeerJudge(verifier);
    }

    /** Why the verifier refused, if it did. */
    public Optional<String> refusal() {
        return judge.refusal();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.judge(List.of(chain));
    }
}
