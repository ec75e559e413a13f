package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.List;
import org.apache.james.queue.api.MailQueue;
import org.requiretls.james.hop.HopEngine;

/** How a queue comes to hand out a mail. */
enum HandOut {
    /**
     * It is asked for one, and has it when the mail is due. A mail that comes before it is due was asked for: an
     * administrator has flushed the queue.
     */
    PULLED(HopEngine.LONGEST_DELIVERY),
    /**
     * A broker pushes it at its consumer, at once: it takes no delays, and a mail that comes before it is due has to
     * wait here. RabbitMQ closes the channel of a consumer that leaves a mail without an answer for half an hour, and
     * its client does not say so: nothing would be delivered any more. So no mail may be on its way for so long.
     */
    PUSHED(Duration.ofMinutes(25));

    private static final List<String> PACKAGES_THAT_ARE_PULLED = List.of(
            "org.apache.james.queue.memory.",
            "org.apache.james.queue.jms.",
            "org.apache.james.queue.activemq.",
            "org.apache.james.queue.file.");

    private final Duration deliveryDeadline;

    HandOut(Duration deliveryDeadline) {
        this.deliveryDeadline = deliveryDeadline;
    }

    /** How long one attempt at a mail may take, unless {@link Parameter#DELIVERY_DEADLINE} is set. */
    Duration deliveryDeadline() {
        return deliveryDeadline;
    }

    /** By the class: nothing in the interface tells. A queue that is not known is not relied on. */
    static HandOut of(MailQueue queue) {
        String name = queue.getClass().getName();
        return PACKAGES_THAT_ARE_PULLED.stream().anyMatch(name::startsWith) ? PULLED : PUSHED;
    }
}
