package org.requiretls.james.selfcheck;

import java.util.Set;

/**
 * One address of an MX host, in several sessions.
 *
 * @param address with the port
 * @param inClear without STARTTLS
 * @param named with the TLSA base domain as SNI, as senders with DANE do it (RFC 7672 section 8.1)
 * @param nameless without SNI
 * @param misnamed with a name that the server can't know
 * @param versions of TLS up to 1.2 that the server takes, as JSSE names them
 */
public record OwnAddress(
        String address,
        SessionLook inClear,
        SessionLook named,
        SessionLook nameless,
        SessionLook misnamed,
        Set<String> versions) {
    public OwnAddress {
        versions = Set.copyOf(versions);
    }
}
