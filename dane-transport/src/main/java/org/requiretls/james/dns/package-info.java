/**
 * DNS with proof: every answer says how far it can be believed.
 *
 * <p>DNSSEC (RFC 4033 section 5) gives an answer one of four states. <em>Secure</em>: a chain of signatures leads
 * from a trust anchor to it. <em>Insecure</em>: the same chain proves that the zone is unsigned, so nothing more can
 * be known. <em>Bogus</em>: there should be a valid signature and there is none. <em>Indeterminate</em>: the chain
 * could not be followed, for instance because a key could not be fetched. Only the first two are answers; bogus and
 * indeterminate are failures, since an attacker on the path can cause either at will (RFC 7672 section 2.1.1).
 * That a name or a type does not exist is an answer too, and is proven like any other.
 *
 * <p>{@link org.requiretls.james.dns.DnsClient} asks recursive resolvers and validates in this process; the AD bit of
 * a resolver counts for nothing, unless the resolver is on this machine and the administrator says so.
 * {@link org.requiretls.james.dns.CachingDns} remembers the answers, and
 * {@link org.requiretls.james.dns.DnssecSelfTest} finds out whether validation really works. An alias (CNAME, or DNAME) is followed, and the state of each of its links is
 * reported: the last answer is secure only if every link is (RFC 7672 section 2.1.3). Everything else sees only
 * {@link org.requiretls.james.dns.DnsLookup} and plain values; dnsjava stays inside this package.
 */
package org.requiretls.james.dns;
