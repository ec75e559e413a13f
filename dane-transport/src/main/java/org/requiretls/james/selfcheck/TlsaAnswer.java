package org.requiretls.james.selfcheck;

import java.util.List;
import java.util.Optional;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dns.SignatureTimes;

/** The TLSA records of one server. */
public sealed interface TlsaAnswer {

    /**
     * Records that senders have to believe.
     *
     * @param base the TLSA base domain
     * @param times of their signature
     */
    record Signed(String base, List<TlsaRecord> records, Optional<SignatureTimes> times) implements TlsaAnswer {
        public Signed {
            records = List.copyOf(records);
        }
    }

    /** Records that nobody may believe, since DNSSEC does not prove them or the addresses that they belong to. */
    record NotProven(String detail) implements TlsaAnswer {}

    /** None. */
    record Absent(String detail) implements TlsaAnswer {}

    /** Senders can't find out, so they keep the mail. */
    record LookupFailed(String detail) implements TlsaAnswer {}
}
