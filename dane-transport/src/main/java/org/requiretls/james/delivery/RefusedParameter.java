package org.requiretls.james.delivery;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the stock remote delivery takes, or silently ignores, and this one refuses with a sentence on what to do. A
 * parameter that is taken and has no effect is how an administrator comes to believe in a protection that is not
 * there.
 */
enum RefusedParameter {
    OUTGOING_QUEUE("outgoingQueue", "the stock mailet ignores it in silence; the queue is named by 'outgoing'"),
    DELIVERY_THREADS(
            "deliveryThreads",
            "the stock mailet ignores it in silence; 'concurrentDeliveries' limits how many mails are sent at once");

    private final String key;
    private final String advice;

    RefusedParameter(String key, String advice) {
        this.key = key;
        this.advice = advice;
    }

    /** What to tell the administrator who set this parameter, if it is one of these. */
    static Optional<String> adviceFor(String key) {
        return Arrays.stream(values())
                .filter(each -> each.key.equalsIgnoreCase(key))
                .map(each -> each.advice)
                .findFirst()
                .or(() -> JavaMailProperty.adviceFor(key));
    }
}
