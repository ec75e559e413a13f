package org.requiretls.james.route;

/** How the hosts of a domain were found, which decides how far their names can be believed. */
public enum MxFinding {
    /** MX records, DNSSEC secure: the domain proved that it chose these hosts. */
    SECURE,
    /** MX records from an unsigned zone: anybody on the path could have written them. */
    INSECURE,
    /** Proven to have no MX records: the domain itself is the host (RFC 5321 section 5.1). */
    NO_MX_SECURE,
    /** No MX records, in an unsigned zone: the domain itself is the host. */
    NO_MX_INSECURE,
    /** The mail domain is an address literal such as {@code [192.0.2.1]}; there is no name to authenticate. */
    LITERAL,
    /** The administrator named the host (gateway); no MX lookup took place. */
    RELAY
}
