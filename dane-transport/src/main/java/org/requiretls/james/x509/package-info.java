/**
 * X.509 as far as both ways of authentication, DANE and PKIX, need it: does this chain lead to that anchor, and whose
 * name does it bear?
 *
 * <p>A server shows its own certificate, the <em>leaf</em>, and mostly some of its issuers, not always in order and
 * not always only those that matter. RFC 5280 section 6 calls a sequence from the leaf up to something trusted, the
 * <em>trust anchor</em>, a certification path. {@link org.requiretls.james.x509.PathFinder} lists the paths that the
 * names in the certificates allow; {@link org.requiretls.james.x509.PathJudge} says of one path how far it holds:
 * first the signatures and constraints, then the dates, then the names. What an {@link
 * org.requiretls.james.x509.Anchor} is and who vouches for it is up to the caller: the {@code dane} package takes it
 * from TLSA records, the {@code pkix} package from a trust store.
 *
 * <p>Names compare as RFC 9525 section 6 has it: the client brings {@link
 * org.requiretls.james.x509.ReferenceIdentifiers}, the certificate presents its DNS names (DNS-ID), which may begin
 * with a wildcard label, and, where the older rules still hold, a common name (CN-ID).
 *
 * <p>Signature checks and path validation are the JDK's, including what {@code jdk.certpath.disabledAlgorithms}
 * forbids. Revocation is not looked at. Pure computation: no network, no clock, no James.
 */
package org.requiretls.james.x509;
