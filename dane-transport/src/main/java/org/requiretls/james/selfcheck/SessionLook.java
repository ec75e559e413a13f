package org.requiretls.james.selfcheck;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** How far a session came. */
public sealed interface SessionLook {

    /** Nothing answers there, or with something else than SMTP. */
    record NotReached(String detail) implements SessionLook {}

    /**
     * It stayed in clear: as was asked for, or since there is no STARTTLS.
     *
     * @param keywords that EHLO listed, in upper case
     */
    record InClear(Set<String> keywords) implements SessionLook {
        public InClear {
            keywords = Set.copyOf(keywords);
        }
    }

    /** STARTTLS is offered, and no TLS came of it. */
    record TlsFailed(String detail) implements SessionLook {}

    /**
     * It came to TLS.
     *
     * @param version as JSSE names it
     * @param chain as shown, the server's own certificate first
     * @param keywords that EHLO listed inside, in upper case
     */
    record Encrypted(String version, List<X509Certificate> chain, Set<String> keywords) implements SessionLook {
        public Encrypted {
            chain = List.copyOf(chain);
            keywords = Set.copyOf(keywords);
        }
    }
}
