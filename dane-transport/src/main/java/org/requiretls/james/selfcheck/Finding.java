package org.requiretls.james.selfcheck;

import java.util.List;

/**
 * Something to look at.
 *
 * @param where the domain, host or service
 * @param addresses of the host, where it is about them
 * @param detail what was seen, in one line
 */
public record Finding(FindingKind kind, String where, List<String> addresses, String detail) {

    public Finding {
        addresses = List.copyOf(addresses);
    }

    static Finding of(FindingKind kind, String where, String detail) {
        return new Finding(kind, where, List.of(), detail);
    }

    static Finding at(FindingKind kind, String where, String address, String detail) {
        return new Finding(kind, where, List.of(address), detail);
    }
}
