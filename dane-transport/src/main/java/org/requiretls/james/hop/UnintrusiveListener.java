package org.requiretls.james.hop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's trouble from becoming the mail's: a message that was delivered must not be sent again for it. */
record UnintrusiveListener(AttemptListener listener) implements AttemptListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(UnintrusiveListener.class);

    @Override
    public void ended(Attempt attempt) {
        try {
            listener.ended(attempt);
        } catch (RuntimeException e) {
            LOGGER.error("A listener failed at {}; the delivery goes on", attempt, e);
        }
    }
}
