package org.requiretls.james.smtpclient;

/** When to turn the connection into TLS. */
public enum TlsMode {
    /** Stay in clear, whatever the server offers: for the second try after a handshake that failed. */
    NEVER,
    /** STARTTLS where the server lists it (RFC 3207). */
    IF_OFFERED,
    /** TLS before the greeting, or no session ("implicit TLS", RFC 8314 section 3). */
    AT_ONCE
}
