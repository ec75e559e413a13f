package org.requiretls.james.install;

import java.nio.file.Path;
import java.util.Arrays;

/** One file that is to be changed. */
sealed interface FileChange {

    Path file();

    /** A configuration file gets other bytes; the ones of before are kept as a backup. */
    record Rewrite(Path file, byte[] before, byte[] after) implements FileChange {
        boolean changesNothing() {
            return Arrays.equals(before, after);
        }
    }

    /** A file comes in, in place of one that may be there. */
    record Copy(Path source, Path file) implements FileChange {}

    /** A file goes. */
    record Delete(Path file) implements FileChange {}
}
