package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaLookupFailed;
import org.requiretls.james.route.HostFindings.TlsaRecords;

/**
 * Reads what the TLSA lookup for a host gave as evidence for the policy.
 *
 * @param records DNSSEC secure, usable or not; empty where there are none
 * @param base the TLSA base domain; empty where there are no records
 * @param seen why there are none, for people
 */
record TlsaReading(TlsaStatus status, Optional<TlsaSet> records, Optional<String> base, String seen) {

    static TlsaReading of(Reachable host) {
        if (host.tlsa() instanceof TlsaRecords found) {
            TlsaSet records = found.set();
            return new TlsaReading(
                    records.hasUsable() ? TlsaStatus.USABLE : TlsaStatus.ALL_UNUSABLE,
                    Optional.of(records),
                    Optional.of(found.base()),
                    "");
        }
        return host.tlsa() instanceof TlsaLookupFailed failed
                ? withoutRecords(status(failed), failed.detail())
                : withoutRecords(TlsaStatus.NONE, "");
    }

    private static TlsaStatus status(TlsaLookupFailed failed) {
        return failed.security() == SecurityStatus.BOGUS ? TlsaStatus.BOGUS : TlsaStatus.LOOKUP_FAILED;
    }

    private static TlsaReading withoutRecords(TlsaStatus status, String seen) {
        return new TlsaReading(status, Optional.empty(), Optional.empty(), seen);
    }
}
