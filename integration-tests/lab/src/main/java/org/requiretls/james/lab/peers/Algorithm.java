package org.requiretls.james.lab.peers;

import java.util.List;
import java.util.stream.Stream;

/** The signing algorithms in use (RFC 8624 section 3.1), by the names that ldns gives them. */
public enum Algorithm {
    RSASHA256("-b", "2048"),
    ECDSAP256SHA256,
    ECDSAP384SHA384,
    ED25519;

    private final List<String> size;

    Algorithm(String... size) {
        this.size = List.of(size);
    }

    /** What {@code ldns-keygen} is to be told. */
    List<String> keygenOptions() {
        return Stream.concat(Stream.of("-a", name()), size.stream()).toList();
    }
}
