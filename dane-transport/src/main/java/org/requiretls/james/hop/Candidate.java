package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.SessionRequest;

/**
 * A message that could go over a session that others have used.
 *
 * @param key what the session has to have been opened for
 * @param verifier judges its certificates for this message; to be asked by one thread at a time
 */
record Candidate(ReuseKey key, PeerVerifier verifier) {

    /** Empty where the message needs a connection of its own. */
    static Optional<Candidate> of(HopContext hop, SessionRequest request) {
        return ReuseKey.of(hop, request).map(key -> new Candidate(key, request.verifier()));
    }
}
