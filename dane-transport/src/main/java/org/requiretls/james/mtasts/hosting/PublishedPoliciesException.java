package org.requiretls.james.mtasts.hosting;

import java.util.List;

/** Policies of ours that nobody could follow. The message says all that is wrong with them. */
public final class PublishedPoliciesException extends Exception {

    PublishedPoliciesException(List<String> mistakes) {
        super("The MTA-STS policies have " + mistakes.size() + " mistake(s): " + String.join("; ", mistakes));
    }
}
