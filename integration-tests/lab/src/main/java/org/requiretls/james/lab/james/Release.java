package org.requiretls.james.lab.james;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An unpacked release of the bundle, with its installer. */
final class Release {

    private static final String INSTALLER = "install.sh";

    /** The installer lies at the top of the zip, or in the one folder that the zip consists of. */
    private static final int INSTALLER_DEPTH = 2;

    private static final Duration INSTALLER_LIMIT = Duration.ofMinutes(2);

    private final Path installer;

    private Release(Path installer) {
        this.installer = installer;
    }

    /**
     * Copies the content of a release.
     *
     * @param release a zip or a directory
     * @param target does not exist yet, or holds an earlier copy, which goes
     */
    static Release unpack(Path release, Path target) throws IOException {
        delete(target);
        if (Files.isDirectory(release)) {
            FileTrees.copy(release, target);
        } else {
            try (FileSystem zip = FileSystems.newFileSystem(release)) {
                FileTrees.copy(zip.getPath("/"), target);
            }
        }
        try (Stream<Path> files = Files.walk(target, INSTALLER_DEPTH)) {
            return files.filter(file -> file.endsWith(INSTALLER))
                    .findFirst()
                    .map(Release::new)
                    .orElseThrow(() -> new IOException("No " + INSTALLER + " in " + release));
        }
    }

    /** Runs the installer on the directory of a James, and returns what it printed. */
    String installInto(Path home) throws IOException {
        Path output = Files.createTempFile(installer.getParent(), "install", ".log");
        Process process = new ProcessBuilder(List.of("sh", installer.toString(), home.toString()))
                .directory(installer.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(INSTALLER_LIMIT.toSeconds(), TimeUnit.SECONDS);
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                throw new IOException(installer + " did not end within " + INSTALLER_LIMIT.toSeconds()
                        + " s; it printed\n" + printed);
            }
            if (process.exitValue() != 0) {
                throw new IOException(installer + " failed with exit status " + process.exitValue() + ":\n" + printed);
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + installer + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> childrenFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            childrenFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : childrenFirst) {
            Files.delete(file);
        }
    }
}
