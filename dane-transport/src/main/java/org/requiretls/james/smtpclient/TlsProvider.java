package org.requiretls.james.smtpclient;

/** Who does TLS. */
public enum TlsProvider {
    /** {@link #NATIVE} where its library loads, else {@link #JDK}. */
    AUTO,
    /** BoringSSL, by netty-tcnative: a fraction of the processor time. */
    NATIVE,
    /** JSSE, which every Java has. */
    JDK
}
