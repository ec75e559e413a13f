package org.requiretls.james.lab.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, for the message of a failure. */
public final class LogTail {

    private LogTail() {}

    /**
     * The last lines behind an offset in octets, or, since the message of a failure must not fail, why there are none.
     */
    public static String of(Path log, long offset, int lines) {
        try (var input = Files.newInputStream(log)) {
            input.skipNBytes(offset);
            List<String> all = new String(input.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e + ")";
        }
    }
}
