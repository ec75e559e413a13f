package org.requiretls.james.route;

/** In which order the addresses of one host are tried. */
public enum AddressOrder {
    /** As they come from DNS, which may rotate them (RFC 5321 section 5.1), IPv4 and IPv6 in turns. */
    AS_ANSWERED,
    /** Shuffled, so that many messages spread over all addresses. */
    SHUFFLED
}
