/**
 * Independent judges of our DNSSEC: the name servers and the signer that Debian ships, all from NLnet Labs.
 *
 * <p>A signer and a validator of one's own can share a misreading of the RFCs and agree in it. Here
 * {@code ldns-keygen} makes the keys of each zone, one that only signs keys and one that signs the rest (RFC 6781
 * section 3.1), and {@code ldns-signzone} adds RRSIG records and the proofs of absence: NSEC (RFC 4034 section 4),
 * NSEC3 (RFC 5155), or NSEC3 with opt-out, where unsigned delegations need no proof of their own. {@code nsd}
 * publishes the zones under a root of our own, and {@code unbound} resolves them, as a referee with the same trust
 * anchor or without any validation, as a plain upstream.
 *
 * <p>{@link org.requiretls.james.lab.peers.ZonePlan} says what a zone shall be, healthy or broken in a chosen way,
 * {@link org.requiretls.james.lab.peers.SignedZones} makes it so, {@link org.requiretls.james.lab.peers.Nsd} and
 * {@link org.requiretls.james.lab.peers.Unbound} are running servers, and
 * {@link org.requiretls.james.lab.peers.Referee} tells how unbound judges a question. All of it stays on loopback,
 * needs no privileges, and leaves the configuration of the system alone.
 */
package org.requiretls.james.lab.peers;
