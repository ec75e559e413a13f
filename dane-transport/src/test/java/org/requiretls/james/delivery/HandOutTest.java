package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.DeliveryParts.settings;

import java.time.Duration;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a queue hands out")
class HandOutTest {

    /** Of the numbers that AMQP 0-9-1 has for it (basic.qos). */
    private static final int MOST_OF_A_CHANNEL = 65_535;

    /** After which RabbitMQ closes the channel of a consumer. */
    private static final Duration CONSUMER_TIMEOUT = Duration.ofMinutes(30);

    @Test
    @DisplayName("A queue inside of James is asked, one that is not known pushes")
    void kinds() {
        assertThat(HandOut.of(new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
                        .createQueue(MailQueueName.of("outgoing"))))
                .isEqualTo(HandOut.PULLED);
        assertThat(HandOut.of(new DeliveryParts.Queue())).isEqualTo(HandOut.PUSHED);
    }

    @Test
    @DisplayName("A mail that was pushed is given back, or done with, before RabbitMQ takes the channel away")
    void deadlines() {
        assertThat(HandOut.PUSHED.deliveryDeadline()).isLessThan(CONSUMER_TIMEOUT.minusMinutes(2));
        assertThat(HandOut.PULLED.deliveryDeadline()).isGreaterThan(Duration.ofHours(2));
    }

    @Test
    @DisplayName("The text of the default is that of the values")
    void text() {
        assertThat(Parameter.DELIVERY_DEADLINE.defaultValue())
                .isEqualTo(
                        "%d hour; %d minute on a queue of RabbitMQ",
                        HandOut.PULLED.deliveryDeadline().toHours(),
                        HandOut.PUSHED.deliveryDeadline().toMinutes());
    }

    @Test
    @DisplayName("However much mail may be on its way, a broker can be told how much to hand out")
    void prefetch() {
        assertThat(Delivery.mostUnacknowledged(settings()))
                .isGreaterThan(settings().concurrentDeliveries())
                .isLessThan(settings().connections().overall());
        assertThat(Delivery.mostUnacknowledged(settings("concurrentDeliveries", "10000", "maxConnections", "1000000")))
                .isLessThanOrEqualTo(MOST_OF_A_CHANNEL);
    }
}
