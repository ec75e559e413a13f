/**
 * MTA-STS (RFC 8461): a domain without DNSSEC says by HTTPS which MX hosts are its own, and that they do TLS.
 *
 * <p>Discovery takes two steps. The TXT record at {@code _mta-sts.<domain>} says that there is a policy and which one
 * ({@link org.requiretls.james.mtasts.TxtFinding}): DNS may be forged, so it says no more than that. The policy itself
 * lies at {@code https://mta-sts.<domain>/.well-known/mta-sts.txt}, where a certificate of a public authority vouches
 * for it ({@link org.requiretls.james.mtasts.PolicyParser}): patterns for the names of MX hosts, a mode, and how long
 * to remember it. An MX host whose name matches no pattern is somebody else's ({@link
 * org.requiretls.james.mtasts.StsPolicy#names}).
 *
 * <p>An attacker on the path can suppress both steps. What holds then is the memory: a policy that was fetched once
 * stays in force until its {@code max_age} is over, whatever DNS and HTTPS say meanwhile, unless a newer policy comes
 * from the policy host ({@link org.requiretls.james.mtasts.Discovery}). DANE outranks MTA-STS (section 2); that, and
 * what a mode means for a message, is for the {@code policy} package to say.
 *
 * <p>This package is pure: no network, no files, no clock. {@code mtasts.fetch} speaks HTTPS, {@code mtasts.store}
 * keeps policies over a restart, {@code mtasts.cache} puts all of it together.
 */
package org.requiretls.james.mtasts;
