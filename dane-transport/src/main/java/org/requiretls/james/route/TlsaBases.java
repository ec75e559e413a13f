package org.requiretls.james.route;

import java.util.List;
import org.requiretls.james.dns.AliasLink;
import org.requiretls.james.dns.DnsAnswer;

/**
 * The names that may be the TLSA base domain of a host, in the order in which to ask (RFC 7672 section 2.2.2).
 *
 * @param candidates empty where DANE cannot apply
 * @param why for a log line, where it is empty
 */
record TlsaBases(List<String> candidates, String why) {

    /**
     * What an address answer allows.
     *
     * @param host the name asked for
     */
    static TlsaBases of(String host, DnsAnswer<?> addresses) {
        List<AliasLink> links = addresses.aliases();
        if (addresses.isSecure()) {
            return links.isEmpty()
                    ? new TlsaBases(List.of(host), "")
                    : new TlsaBases(List.of(links.get(links.size() - 1).target(), host), "");
        }
        if (!links.isEmpty() && links.get(0).isSecure()) {
            // The zone of the host is signed, only its alias leads out of it: it may publish TLSA records all the same.
            return new TlsaBases(List.of(host), "");
        }
        return new TlsaBases(
                List.of(), "the addresses of " + host + " are not DNSSEC secure, so TLSA records were not asked for");
    }
}
