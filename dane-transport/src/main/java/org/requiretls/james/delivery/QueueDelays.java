package org.requiretls.james.delivery;

import java.util.List;
import org.apache.james.queue.api.MailQueue;

/** Whether a queue keeps a mail for as long as it was told to. */
enum QueueDelays {
    /** A mail that comes before it is due was asked for: an administrator has flushed the queue. */
    KEPT,
    /** A mail that comes before it is due has to wait here (RabbitMQ's queue takes no delays). */
    IGNORED;

    private static final List<String> PACKAGES_THAT_KEEP_THEM = List.of(
            "org.apache.james.queue.memory.",
            "org.apache.james.queue.jms.",
            "org.apache.james.queue.activemq.",
            "org.apache.james.queue.file.");

    /** By the class: nothing in the interface tells. A queue that is not known is not relied on. */
    static QueueDelays of(MailQueue queue) {
        String name = queue.getClass().getName();
        return PACKAGES_THAT_KEEP_THEM.stream().anyMatch(name::startsWith) ? KEPT : IGNORED;
    }
}
