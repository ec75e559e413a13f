package org.requiretls.james.bench.sink;

/** How a host treats who connects to it. */
enum Conduct {
    PROPER,
    /** Takes the connection, and says nothing. */
    SILENT,
    /** Greets, does the handshake, and says nothing afterwards. */
    SILENT_IN_TLS
}
