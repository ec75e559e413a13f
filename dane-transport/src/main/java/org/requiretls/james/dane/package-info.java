/**
 * DANE: is the certificate chain that a server showed the one that its domain published in DNS?
 *
 * <p>A TLSA record (RFC 6698 section 2.1) binds a certificate or a key to a host and port. Its four fields are the
 * usage (who is named: 3 the server itself, DANE-EE; 2 an issuer above it, DANE-TA), the selector (0 the whole
 * certificate, 1 its public key), the matching type (0 the bytes, 1 SHA-256, 2 SHA-512) and the data.
 *
 * <p>For SMTP only usages 2 and 3 are usable (RFC 7672 section 3.1.3). A DANE-EE match proves the peer by itself:
 * neither the name nor the dates in the certificate matter (RFC 7672 section 3.1.1). A DANE-TA match makes the
 * matched certificate a trust anchor: the chain up to it has to verify, be in date, and name one of the reference
 * identifiers (RFC 7672 section 3.2.2). Where several digests describe the same anchor only the strongest counts
 * (digest agility, RFC 7671 section 9).
 *
 * <p>A record set in which nothing is usable still obliges the client to use TLS (RFC 7672 section 2.2), it just
 * cannot authenticate with it. A {@link org.requiretls.james.dane.TlsaSet} sorts the records, a {@link
 * org.requiretls.james.dane.DaneVerifier} holds a chain against them. All of this is pure computation on values: no network, no clock, no James.
 */
package org.requiretls.james.dane;
