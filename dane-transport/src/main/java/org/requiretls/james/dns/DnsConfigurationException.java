package org.requiretls.james.dns;

/** The configuration of DNS cannot be used; the message says which part, and how to mend it. */
public final class DnsConfigurationException extends RuntimeException {

    DnsConfigurationException(String message) {
        super(message);
    }

    DnsConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
