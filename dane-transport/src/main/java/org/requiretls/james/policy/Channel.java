package org.requiretls.james.policy;

/** What protects a message that is delivered. */
public enum Channel {
    /** TLS to a peer that DANE authenticates, found by a proven MX. */
    AUTHENTICATED_BY_DANE,
    /**
     * TLS to a peer that proved to be the host which the MX record names, but an unsigned MX RRset named it, so that
     * anybody on the path may have: not a secure delivery to the <em>domain</em> (RFC 7672 section 2.2.1).
     */
    AUTHENTICATED_HOST_ONLY,
    /** TLS to a peer with a certificate from a trusted root, for a name that the domain proved or the local administrator gave. */
    AUTHENTICATED_BY_PKIX,
    /** TLS to a peer whose certificate the administrator specified. */
    AUTHENTICATED_BY_RULE,
    /** TLS to whoever answered. */
    ENCRYPTED,
    /** No TLS. */
    CLEAR
}
