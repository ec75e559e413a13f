package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.lab.process.DebianTool;

/**
 * The keys of one zone, and how it is signed with them.
 *
 * @param forKeys named by the DS record of the parent
 * @param stranger of the same kind, but not in the zone
 */
record ZoneKeys(Path directory, String origin, Signing signing, LdnsKey forKeys, LdnsKey forZone, LdnsKey stranger) {

    private static final String SHA256 = "-2";
    private static final String SHA384 = "-4";

    static ZoneKeys make(Path directory, String origin, Signing signing) throws IOException {
        return new ZoneKeys(
                directory,
                origin,
                signing,
                LdnsKey.forKeys(directory, origin, signing.algorithm()),
                LdnsKey.forZone(directory, origin, signing.algorithm()),
                LdnsKey.forKeys(directory, origin, signing.algorithm()));
    }

    /** What the parent has of them: a DS record, or nothing. */
    String ds(Delegation delegation) throws IOException {
        return switch (delegation) {
            case SECURE -> forKeys.ds(SHA256);
            case SECURE_SHA384 -> forKeys.ds(SHA384);
            case INSECURE -> "";
            case STRANGE_KEY -> stranger.ds(SHA256);
        };
    }

    /** Signs a zone file; one line of the result is one record. */
    String sign(Path unsigned) throws IOException {
        Path signed = directory.resolve(unsigned.getFileName() + ".signed");
        List<String> arguments = new ArrayList<>(signing.denial().signzoneOptions());
        arguments.addAll(List.of("-i", seconds(signing.validity().inception())));
        arguments.addAll(List.of("-e", seconds(signing.validity().expiration())));
        arguments.addAll(List.of("-o", origin, "-f", signed.toString(), unsigned.toString()));
        arguments.addAll(List.of(forKeys.name(), forZone.name()));
        DebianTool.LDNS_SIGNZONE.run(directory, arguments);
        return Files.readString(signed);
    }

    private static String seconds(Instant instant) {
        return String.valueOf(instant.getEpochSecond());
    }
}
