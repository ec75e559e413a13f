/**
 * Remote delivery as James knows it: a mailet that puts mail on an outgoing queue, and a worker that takes it off.
 *
 * <p>The mailet splits a mail by recipient domain and enqueues one part for each. The worker dequeues a part, hands
 * it to the {@code hop} engine and then settles it, in an order that loses nothing at whatever point the process
 * dies: first the non-delivery of failed recipients is handed to its processor, then what is left goes back on the
 * queue with a delay, and only then is the dequeued item acknowledged. Dying in between may say something twice, it
 * never says nothing (RFC 5321 section 6.1).
 *
 * <p>Mail that waits for its next attempt is noted with the time when it is due. On a queue that keeps no delays it comes
 * back at once, and waits here, in a room that is bounded. How much mail is on its way at once is bounded too, in all,
 * for one destination, and by its size; a destination that stalls or crawls has its further mail put off, so that it
 * does not delay that of others.
 *
 * <p>Whatever is unforeseen (an exception of ours, a bounce that can't be handed over) leaves the recipients
 * concerned on the queue. The attributes and metrics are those of the stock remote delivery, so that matchers and
 * dashboards written for it go on working.
 */
package org.requiretls.james.delivery;
