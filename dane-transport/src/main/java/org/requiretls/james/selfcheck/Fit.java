package org.requiretls.james.selfcheck;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.requiretls.james.dane.DaneResult;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.DaneVerifier;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;

/**
 * How chains fit records, by the verifier of deliveries.
 *
 * @param names under one of which senders look for the host (RFC 7672 section 3.2.2)
 */
record Fit(List<String> names, Instant now) {

    /** Of records that are tried together: the match, or what came furthest. */
    DaneResult of(List<X509Certificate> chain, List<TlsaRecord> records) {
        return new DaneVerifier().verify(chain, TlsaSet.of(records), names, now);
    }

    /** Of records each of which is tried as if it were the only one: whether any fits, or what came furthest. */
    DaneResult ofEach(List<X509Certificate> chain, List<TlsaRecord> records) {
        return records.stream()
                .map(record -> of(chain, List.of(record)))
                .max(Comparator.comparingInt(Fit::progress))
                .orElseThrow();
    }

    boolean holds(List<X509Certificate> chain, List<TlsaRecord> records) {
        return of(chain, records) instanceof Matched;
    }

    private static int progress(DaneResult result) {
        return result instanceof NotMatched not ? not.reason().ordinal() : DaneResult.Reason.values().length;
    }
}
