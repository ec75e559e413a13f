/**
 * What stands in mailetcontainer.xml: {@link org.requiretls.james.DaneRemoteDelivery}, the remote delivery that
 * honours the tag of a message and the TLS policies of its recipients.
 *
 * <p>A mail's way through it: the {@code delivery} package queues and settles it, {@code hop} takes it to the hosts of
 * its domain, {@code route} and {@code dns} find these and prove them, {@code smtpclient} speaks to them, {@code dane}
 * and {@code pkix} look at their certificates, and {@code policy} decides. Dependencies point in this order only.
 */
package org.requiretls.james;
