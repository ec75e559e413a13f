package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Rule;

/**
 * Why a recipient was not reached, in the words that the log, the queue and the bounce use.
 *
 * @param status permanent or transient, by its class
 * @param source whose words the text is: it decides the Diagnostic-Code type (RFC 3464 section 2.3.6)
 * @param text one line: the cause, the host and who asked for it
 * @param host the MX host concerned; empty where it did not come to one
 * @param rule the rule of ours that fired; empty where a peer refused
 */
public record Failure(DeliveryStatus status, Source source, String text, Optional<String> host, Optional<Rule> rule) {

    /** Whose words a failure is told in. */
    public enum Source {
        /** A reply of the peer, word for word. */
        PEER,
        /** This server decided, or could not get as far as a reply. */
        OURS
    }

    /** The same failure, told in other words. */
    Failure withText(String other) {
        return new Failure(status, source, other, host, rule);
    }

    public boolean isPermanent() {
        return status.isPermanent();
    }
}
