package org.requiretls.james.session;

import java.util.Objects;
import java.util.Optional;

/**
 * The session by which a mail came in.
 *
 * @param tls what protected it; empty for clear text
 * @param keyword whether MAIL carried REQUIRETLS
 */
public record SessionFacts(Optional<Tls> tls, Keyword keyword) {

    public SessionFacts {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(keyword, "keyword");
    }

    /**
     * The protection of a session.
     *
     * @param version the protocol version as Java names it, {@code TLSv1.3}
     * @param cipherSuite as IANA registers it, {@code TLS_AES_256_GCM_SHA384}
     */
    public record Tls(String version, String cipherSuite) {}

    /** Whether the MAIL command carried the parameter REQUIRETLS (RFC 8689 section 2). */
    public enum Keyword {
        USED,
        NOT_USED
    }
}
