/**
 * The route: which hosts take mail for a domain, and what DNS proves about them.
 *
 * <p>RFC 5321 section 5.1 turns a recipient domain into a list of MX hosts, best preference first, or into the
 * domain itself where it has no MX records. What matters here besides the names is how far they can be believed:
 * only when the MX RRset is DNSSEC secure is it certain that the <em>domain</em> chose these hosts (RFC 7672
 * section 2.2.1); an error on the way is never "no record", since an attacker can cause errors at will (RFC 7672
 * section 2.1). A {@link org.requiretls.james.route.Route} says both.
 *
 * <p>Each host is then examined on its own, when its turn comes: addresses first, and only where these are secure,
 * the TLSA records at {@code _25._tcp.} in front of the TLSA base domain (RFC 7672 section 2.2.2), which is the host
 * name after following secure CNAMEs or else the name as it stands in the MX record.
 */
package org.requiretls.james.route;
