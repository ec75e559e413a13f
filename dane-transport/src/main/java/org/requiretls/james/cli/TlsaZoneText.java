package org.requiretls.james.cli;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.dane.OwnRecords;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.selfcheck.NextKey;
import org.requiretls.james.selfcheck.OwnNames;
import org.requiretls.james.x509.CertificateText;

/**
 * TLSA records as they stand in a zone file, with what to do when.
 *
 * @param host the TLSA base domain
 * @param ttlSeconds of the records
 */
record TlsaZoneText(String host, int port, long ttlSeconds) {

    /** RFC 7671 section 8.1. */
    private static final int TTLS_TO_WAIT = 2;

    private static final long DAY_SECONDS = 86_400;

    /** {@code 3 1 1} first; {@code 2 0 1} as what could stand in its place (RFC 7672 section 3.1). */
    List<String> lines(List<X509Certificate> chain, Optional<NextKey> next) {
        List<String> lines = new ArrayList<>();
        lines.add("; " + host + ", port " + port + ": the key in use, " + ofCertificate(chain.get(0)));
        lines.add(record(OwnRecords.ofServer(chain.get(0))));
        next.ifPresent(key -> {
            lines.add("; the next key"
                    + key.chain().stream()
                            .findFirst()
                            .map(certificate -> ", " + ofCertificate(certificate))
                            .orElse(", which has no certificate yet"));
            lines.add(record(key.record()));
        });
        anchor(chain, next).forEach(lines::add);
        if (ttlSeconds > DAY_SECONDS) {
            lines.add("; a TTL above a day makes every mistake last as long (RFC 7671 section 13); an hour is enough");
        }
        rollover(next).forEach(lines::add);
        return lines;
    }

    /** Comments, since usage 2 is for those who want it and know why. */
    private List<String> anchor(List<X509Certificate> chain, Optional<NextKey> next) {
        List<String> lines = new ArrayList<>();
        Optional<TlsaRecord> present = OwnRecords.ofAnchor(chain);
        present.ifPresent(record -> {
            lines.add("; or in place of that, if the authority is your own and you want no record for each key: the"
                    + " last certificate of the chain,");
            lines.add("; " + ofCertificate(OwnRecords.anchor(chain).orElseThrow())
                    + ". It has to be in every handshake, names and dates count.");
            lines.add("; " + record(record));
        });
        next.filter(key -> key.chain().size() > 1)
                .flatMap(key -> OwnRecords.ofAnchor(key.chain()))
                .filter(record -> present.filter(record::equals).isEmpty())
                .ifPresent(record -> {
                    lines.add("; and for the next chain, beside it");
                    lines.add("; " + record(record));
                });
        return lines;
    }

    /** RFC 7671 section 8.1. */
    private List<String> rollover(Optional<NextKey> next) {
        if (next.isEmpty()) {
            return List.of(
                    "; Before the key changes: make the next one, print both with --next, and follow what it says.");
        }
        long wait = TTLS_TO_WAIT * ttlSeconds;
        return List.of(
                "; Change the key in this order (RFC 7671 section 8.1):",
                "; 1. publish both records;",
                "; 2. wait until all name servers have them, and then for two TTLs, " + wait + " s;",
                "; 3. give the server the next key, and see that self-check finds nothing;",
                "; 4. take the record of the old key away.");
    }

    private static String ofCertificate(X509Certificate certificate) {
        return CertificateText.of(certificate) + " until "
                + certificate.getNotAfter().toInstant();
    }

    private String record(TlsaRecord record) {
        return OwnNames.ofTlsa(host, port) + ". " + ttlSeconds + " IN TLSA " + record.presentationForm();
    }
}
