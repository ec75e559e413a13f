/**
 * A James that survives: the stock program with ActiveMQ's queue, which keeps mail in {@code var/store/activemq}, in
 * place of the queue in memory. Everything else stays as it is delivered.
 */
package org.requiretls.james.persistent;
