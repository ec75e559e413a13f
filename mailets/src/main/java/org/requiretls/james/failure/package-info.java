/**
 * What is known about a delivery that failed, on its way from the transport to the one who tells the sender.
 *
 * <p>Between the two stands a queue: the transport gives the failed mail back to James, and the processor for bounces
 * takes it up later, perhaps after a restart. So the knowledge has to travel as attributes of the mail, in types that
 * every queue of James keeps: strings, an integer, a boolean.
 *
 * <p>A failure is told in the terms of RFC 3464. The <em>status</em> (RFC 3463, {@code 5.7.30}) is for programs. The
 * <em>diagnostic text</em> is for people; its type says who wrote it, since {@code smtp} may only be claimed for what
 * a peer really answered (RFC 3464 section 2.3.6), and a policy that failed here was never on the wire. The
 * <em>remote host</em> is the last one that was tried.
 *
 * <p>{@link org.requiretls.james.failure.DeliveryFailureCodec} is the only code that knows the attributes. It keeps
 * the three that the stock RemoteDelivery writes, name and type, so that the matchers of James that look at them go
 * on working; and it reads a mail on which only those three stand.
 */
package org.requiretls.james.failure;
