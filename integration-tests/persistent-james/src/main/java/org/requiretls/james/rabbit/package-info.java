/**
 * A James whose mail queues live in RabbitMQ, as those of a distributed James do: the broker holds a reference for each
 * mail, and a blob store the mail itself. {@code conf/rabbitmq.properties} says where the broker is, in the words of a
 * distributed James. It has no Cassandra: its queues can't be browsed, and the blobs are files under {@code var/blobs}.
 */
package org.requiretls.james.rabbit;
