/**
 * Our own policies (RFC 8461 sections 3.1 to 3.3 and 8): what a domain here tells the senders of others.
 *
 * <p>A policy is a file {@code <domain>.txt} as it is to be served. {@link
 * org.requiretls.james.mtasts.hosting.PublishedPolicies} reads them at start-up with the parser that judges everybody
 * else's: one mistake, and nothing is served. The id for the TXT record is made from the text, so that another policy
 * never goes under the id of the one before. {@link org.requiretls.james.mtasts.hosting.PolicyServer} serves them over
 * plain HTTP, to be put behind the TLS server that has the certificates for {@code mta-sts.<domain>}.
 */
package org.requiretls.james.mtasts.hosting;
