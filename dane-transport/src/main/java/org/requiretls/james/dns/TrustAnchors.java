package org.requiretls.james.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** The keys from which every chain of trust starts, as DS records. */
final class TrustAnchors {

    private static final String ROOT_ANCHORS = "root-anchors.zone";
    private static final String HOW_TO_MEND = " It has to hold DS or DNSKEY records in zone-file syntax, one a line,"
            + " such as '. IN DS 20326 8 2 E06D44B8…'. Mend it, or take the setting out to use the anchors of the"
            + " public root.";

    private TrustAnchors() {}

    /** The anchors of the public root, shipped with this software. */
    static List<DSRecord> ofPublicRoot() {
        try (InputStream in = TrustAnchors.class.getResourceAsStream(ROOT_ANCHORS)) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The shipped trust anchors are damaged: install the software again", e);
        }
    }

    /**
     * The anchors of a file, together with those of the public root unless the file has anchors for the root itself.
     *
     * @throws DnsConfigurationException if the file is missing, unreadable, empty, or holds anything else
     */
    static List<DSRecord> fromFile(Path file) {
        List<DSRecord> own = readFile(file);
        boolean replacesRoot = own.stream().anyMatch(anchor -> anchor.getName().equals(Name.root));
        return replacesRoot
                ? own
                : Stream.concat(own.stream(), ofPublicRoot().stream()).toList();
    }

    private static List<DSRecord> readFile(Path file) {
        List<DSRecord> anchors;
        try {
            anchors = read(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new DnsConfigurationException(
                    "The trust anchor file " + file + " cannot be read (" + e + ")." + HOW_TO_MEND, e);
        }
        if (anchors.isEmpty()) {
            // Without anchors every zone would count as unsigned, and DANE would be off without a word.
            throw new DnsConfigurationException("The trust anchor file " + file + " has no records." + HOW_TO_MEND);
        }
        return anchors;
    }

    private static List<DSRecord> read(InputStream in) throws IOException {
        List<DSRecord> anchors = new ArrayList<>();
        try (Master records = new Master(in, Name.root, 0)) {
            records.disableIncludes();
            for (Record record = records.nextRecord(); record != null; record = records.nextRecord()) {
                anchors.add(toDs(record));
            }
        }
        return anchors;
    }

    private static DSRecord toDs(Record record) {
        if (record instanceof DSRecord ds) {
            return ds;
        }
        if (record instanceof DNSKEYRecord key) {
            return new DSRecord(key.getName(), key.getDClass(), key.getTTL(), DNSSEC.Digest.SHA256, key);
        }
        throw new IllegalArgumentException("neither DS nor DNSKEY: " + record);
    }
}
