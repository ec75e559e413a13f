/**
 * A message broker of one's own: RabbitMQ as Debian ships it, for a James whose queues live there.
 *
 * <p>To a consumer of AMQP 0-9-1, RabbitMQ is stricter than a queue inside the program. What it has handed out and was
 * not told to be dealt with belongs to it still: it hands that out once more when the channel or the connection ends,
 * and it ends the channel itself when a consumer leaves a message without an answer for longer than
 * {@code consumer_timeout}. It knows no delays: what is put on a queue is handed out at once.
 *
 * <p>{@link org.requiretls.james.lab.broker.RabbitMq} runs as the user who runs the tests, on loopback, in a directory
 * of its own, with a port mapper of its own, beside whatever broker the system has.
 */
package org.requiretls.james.lab.broker;
