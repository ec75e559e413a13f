package org.requiretls.james.reporting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.requiretls.james.files.OwnDirectory;
import org.requiretls.james.files.WholeFile;

/** A name for this reporter that no other one has, made once and kept with its counts. */
public final class NodeName {

    private static final String FILE = "node";
    private static final int OCTETS = 6;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,32}");

    private NodeName() {}

    /** @throws IOException if it can't be kept */
    public static String in(Path directory) throws IOException {
        Path file = OwnDirectory.make(directory).resolve(FILE);
        if (Files.exists(file)) {
            String kept = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (NAME.matcher(kept).matches()) {
                return kept;
            }
        }
        byte[] random = new byte[OCTETS];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        WholeFile.replace(file, out -> out.write((made + "\n").getBytes(StandardCharsets.US_ASCII)));
        return made;
    }
}
