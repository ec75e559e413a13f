/**
 * A name server for tests and for the demonstration: zones of one's own, signed on the spot, under a root of one's
 * own.
 *
 * <p>DNSSEC (RFC 4033 to 4035) proves an answer by a chain: the root's key is known beforehand (the trust anchor), a
 * DS record in each parent names the key of the child, an RRSIG signs each record set with that key. What is not
 * there is proven too: an NSEC record names the next existing name and the types of its own, so a gap between two
 * names, or in the types, is signed data. A parent that proves the absence of a DS record makes the child
 * <em>insecure</em>; a chain that breaks anywhere else is <em>bogus</em>.
 *
 * <p>{@link org.requiretls.james.lab.dns.LabDns} holds every zone and speaks to its clients as a recursive resolver
 * would: it follows aliases across zones and answers DS questions from the parent's side. It does not validate and
 * never sets the AD bit, so a client has to validate for itself. Each zone is described by a
 * {@link org.requiretls.james.lab.dns.LabZone}, healthy or broken in a chosen way, and single questions can be made
 * to fail by a {@link org.requiretls.james.lab.dns.Fault}.
 */
package org.requiretls.james.lab.dns;
