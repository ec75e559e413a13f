package org.requiretls.james.hop;

import java.util.concurrent.CompletableFuture;

/** The engine can't go on without a session, and is to open none. */
final class SessionNeededException extends RuntimeException {

    private final String host;

    private SessionNeededException(String host) {
        super("only a session with " + host + " can tell, and none was opened");
        this.host = host;
    }

    /** In place of the network. */
    static Sessions none() {
        return (hop, request) -> CompletableFuture.failedFuture(
                new SessionNeededException(hop.host().name()));
    }

    /** With which a session is needed. */
    String host() {
        return host;
    }
}
