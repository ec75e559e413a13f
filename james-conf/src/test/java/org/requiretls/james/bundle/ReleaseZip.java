package org.requiretls.james.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The release as an administrator downloads it. */
public final class ReleaseZip {

    public static final Path FILE = Path.of(System.getProperty("bundle.zip"));

    private ReleaseZip() {}

    /** Unpacks it, as it is, into a folder that need not exist yet. */
    public static void unpackInto(Path directory) throws IOException {
        try (InputStream file = Files.newInputStream(FILE);
                ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
    }
}
