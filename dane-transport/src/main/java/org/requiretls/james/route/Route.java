package org.requiretls.james.route;

import java.util.List;
import java.util.Optional;

/** Where mail for a domain goes, or why it goes nowhere. */
public sealed interface Route {

    /** The domain asked about, as A-labels, lower case, without a trailing dot. */
    String domain();

    /**
     * At least one host takes mail for the domain.
     *
     * @param mx how the hosts were found
     * @param hosts best preference first, equal preferences in random order (RFC 5321 section 5.1); never empty
     * @param expandedDomain what the domain is an alias for, where DNSSEC proves every link: a certificate under
     *     DANE-TA may bear this name as well (RFC 7672 section 3.2.2)
     */
    record Hosts(String domain, MxFinding mx, List<MxHost> hosts, Optional<String> expandedDomain) implements Route {

        /** For a domain that is not known to be an alias. */
        public Hosts(String domain, MxFinding mx, List<MxHost> hosts) {
            this(domain, mx, hosts, Optional.empty());
        }

        public Hosts {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("A route without hosts is NoHosts");
            }
        }
    }

    /**
     * No host can be named.
     *
     * @param detail the question, the answer and where it came from, for a log line
     */
    record NoHosts(String domain, Reason reason, String detail) implements Route {}

    /** Why no host can be named. */
    enum Reason {
        /** DNSSEC validation of the MX answer failed, or its chain of trust could not be established. */
        BOGUS,
        /** SERVFAIL, time-out, malformed answer. */
        LOOKUP_FAILED,
        /** The domain does not exist. */
        DOMAIN_DOES_NOT_EXIST,
        /** The domain says that it takes no mail: {@code MX 0 .} (RFC 7505). */
        NULL_MX,
        /** Every MX host is this server or behind it in preference (RFC 5321 section 5.1). */
        LOOPS_BACK
    }
}
