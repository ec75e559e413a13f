/**
 * The second step of MTA-STS discovery (RFC 8461 section 3.3): the policy, by HTTPS from {@code mta-sts.<domain>}.
 *
 * <p>Whoever gets a message sent to a domain of his makes this server open a connection, so it offers as little as can
 * be: one GET, TLS 1.2 or newer, a certificate from a trusted root whose DNS names include the policy host (RFC 9525;
 * the common name never counts), no redirects, no cookies, no credentials, no compression, no proxy, no HTTP cache, one
 * bound for the time of everything together and one for the size. Addresses come from our own resolver, and those of
 * private networks are not connected to, since a stranger has no business there.
 *
 * <p>The HTTP codec is Netty's, which carries SMTP here anyway. The JDK's client would have resolved names by itself,
 * with nothing between name and connection that could look at the address, and takes proxies from system properties.
 */
package org.requiretls.james.mtasts.fetch;
