package org.requiretls.james.lab.james;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies whole directories. */
final class FileTrees {

    private FileTrees() {}

    /**
     * Copies a directory to a place that does not exist yet. The source may be inside a zip file system.
     *
     * @throws IOException if something is there already, or an entry would land outside of the target
     */
    static void copy(Path source, Path target) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(source)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Path copy = target.resolve(source.relativize(path).toString()).normalize();
            if (!copy.startsWith(target)) {
                throw new IOException("The entry " + path + " points outside of " + target);
            }
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(path, copy);
            }
        }
    }
}
