package org.requiretls.james.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A file that is there as a whole or as it was before, whenever the process or the power ends. Its content is written
 * beside it, forced to the disk, and moved to its place in one step. On systems that know file modes only its owner may
 * read it.
 */
public final class WholeFile {

    private static final String UNFINISHED_PREFIX = "new-";
    private static final String UNFINISHED_SUFFIX = ".tmp";

    /** Another process may be writing now, but not for so long. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private WholeFile() {}

    /** What stands in the file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Puts the content in place of what the file had, if there was one. Its directory has to be there.
     *
     * @throws IOException if that can't be done; then the file is as it was
     */
    public static void replace(Path file, Content content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(directory, UNFINISHED_PREFIX, UNFINISHED_SUFFIX);
        try {
            write(unfinished, content);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceName(directory);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            content.writeTo(out);
            out.flush();
            // Else a power cut could leave the name with nothing behind it.
            channel.force(true);
        }
    }

    /** The name is in the directory. Not every system lets it be forced; then the old file may come back, whole. */
    private static void forceName(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notThere) {
            // As said above.
        }
    }

    /** Deletes what a process that was stopped left half-written. */
    public static void deleteUnfinished(Path directory, Instant now) throws IOException {
        Instant before = now.minus(LEFT_BEHIND);
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, UNFINISHED_PREFIX + "*" + UNFINISHED_SUFFIX)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
