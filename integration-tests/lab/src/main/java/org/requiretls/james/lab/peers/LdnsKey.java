package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.lab.process.DebianTool;

/**
 * A key pair made by {@code ldns-keygen}.
 *
 * @param directory where its files are
 * @param name of its files, without their suffix
 */
record LdnsKey(Path directory, String name) {

    /** A key that signs the keys of its zone; a DS record can name it. */
    static LdnsKey forKeys(Path directory, String origin, Algorithm algorithm) throws IOException {
        return generate(directory, origin, algorithm, List.of("-k"));
    }

    /** A key that signs everything else. */
    static LdnsKey forZone(Path directory, String origin, Algorithm algorithm) throws IOException {
        return generate(directory, origin, algorithm, List.of());
    }

    private static LdnsKey generate(Path directory, String origin, Algorithm algorithm, List<String> role)
            throws IOException {
        List<String> arguments = new ArrayList<>(algorithm.keygenOptions());
        arguments.addAll(role);
        arguments.add(origin);
        return new LdnsKey(directory, DebianTool.LDNS_KEYGEN.run(directory, arguments));
    }

    /** The DNSKEY record, in zone-file syntax. */
    String dnskey() throws IOException {
        return Files.readString(file()).strip();
    }

    /**
     * The DS record, in zone-file syntax.
     *
     * @param digestOption of {@code ldns-key2ds}
     */
    String ds(String digestOption) throws IOException {
        return DebianTool.LDNS_KEY2DS.run(directory, List.of("-n", digestOption, file().toString()));
    }

    private Path file() {
        return directory.resolve(name + ".key");
    }
}
