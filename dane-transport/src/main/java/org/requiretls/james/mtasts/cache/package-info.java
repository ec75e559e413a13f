/**
 * MTA-STS at work: lookup, fetch and store put together (RFC 8461 sections 3.3 and 5.1).
 *
 * <p>For each delivery {@link org.requiretls.james.mtasts.cache.PolicyCache} asks for the TXT record, unless the one
 * that it has acted on may still be remembered, and acts on {@link org.requiretls.james.mtasts.Discovery}. A first mail
 * to a domain waits for the fetch, but never longer than its time-out; a fetch that failed is remembered for minutes,
 * so that the next mail does not wait again. There is one fetch at a time for a domain, and a bound for all of them
 * ({@code Fetches}): the trouble of one domain is its own. Policies are fetched again about once a day, whatever DNS
 * says ({@code Refresh}), so that an attacker would have to hold out for a policy's whole {@code max_age}.
 *
 * <p>What an administrator should know of comes as a {@link org.requiretls.james.mtasts.cache.PolicyEvent}: above all a
 * policy that got weaker, or is gone.
 */
package org.requiretls.james.mtasts.cache;
