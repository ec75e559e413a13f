package org.requiretls.james.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.dane.DigestOrder;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.dns.SecurityStatus;

/** What DNS says about one host, asked when its turn comes. */
public sealed interface HostFindings {

    /**
     * The host has addresses.
     *
     * @param addresses in the order in which to try them; never empty
     * @param tlsa what was found below the TLSA base domain
     */
    record Reachable(List<InetAddress> addresses, TlsaFinding tlsa) implements HostFindings {
        public Reachable {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * The host has no usable address.
     *
     * @param permanent true if the answers are definitive (no such name, no such record), false if a lookup failed
     * @param detail for a log line
     */
    record Unreachable(boolean permanent, String detail) implements HostFindings {}

    /** The TLSA records of a host. */
    sealed interface TlsaFinding {

        /** The TLSA base domain, where records were found: it is also the name for SNI (RFC 7672 section 8.1). */
        default Optional<String> baseDomain() {
            return Optional.empty();
        }
    }

    /**
     * DNSSEC secure records, usable or not: that is for the {@code dane} package to say.
     *
     * @param base the TLSA base domain
     * @param digests that make a record usable here
     */
    record TlsaRecords(String base, List<TlsaRecord> records, DigestOrder digests) implements TlsaFinding {
        public TlsaRecords {
            records = List.copyOf(records);
        }

        /** With the digests of RFC 6698. */
        public TlsaRecords(String base, List<TlsaRecord> records) {
            this(base, records, DigestOrder.STANDARD);
        }

        /** The records, sorted into usable and unusable ones. */
        public TlsaSet set() {
            return TlsaSet.of(records, digests);
        }

        @Override
        public Optional<String> baseDomain() {
            return Optional.of(base);
        }
    }

    /**
     * DANE does not apply: proven absent, in an unsigned zone, or not asked because the addresses are insecure.
     *
     * @param detail which of these, for a log line
     */
    record NoTlsa(String detail) implements TlsaFinding {}

    /**
     * The lookup failed or the answer was bogus: the host must not be used (RFC 7672 section 2.1.2).
     *
     * @param security bogus, or indeterminate where nothing came that could be validated
     * @param detail for a log line
     */
    record TlsaLookupFailed(SecurityStatus security, String detail) implements TlsaFinding {}
}
