/**
 * PKIX: does an authority that the administrator trusts vouch that this server bears the name we look for?
 *
 * <p>This is how browsers authenticate servers (RFC 5280 section 6), and how mail does it where no DANE record speaks:
 * for MTA-STS (RFC 8461 section 4.2), for REQUIRETLS without DANE (RFC 8689 section 2) and where the administrator
 * demands it for a destination. Trust starts in a {@link org.requiretls.james.pkix.TrustStore}, by default the JVM's.
 * A chain has to lead up to one of its certificates, be in date, be meant for TLS servers, and bear one of the
 * reference identifiers among its DNS names; the common name never counts (RFC 9525 section 2).
 *
 * <p>Revocation is not checked: RFC 8461 section 4.2 leaves that open, and a mail server that waits for a third party
 * is a mail server that third parties can stop.
 */
package org.requiretls.james.pkix;
