package org.requiretls.james.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory that is nobody's but its owner's, on systems that know file modes. */
public final class OwnDirectory {

    private static final FileAttribute<?> OF_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private OwnDirectory() {}

    /**
     * Makes the directory if it is not there. One that is there keeps its mode: an administrator may have chosen it.
     *
     * @throws IOException if it can't be made, or something else is in its place
     */
    public static Path make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Path parent = directory.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        boolean knowsModes =
                parent.getFileSystem().supportedFileAttributeViews().contains("posix");
        return knowsModes ? Files.createDirectories(directory, OF_OWNER) : Files.createDirectories(directory);
    }
}
