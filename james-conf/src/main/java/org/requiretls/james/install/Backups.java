package org.requiretls.james.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The configuration files of before, one folder for each run that changed something.
 *
 * <p>A folder holds the files under their own names, and {@code manifest.properties} with the SHA-256 of each before
 * and after. So it can be told whether a file was edited since.
 */
final class Backups {

    static final String MANIFEST = "manifest.properties";

    private static final DateTimeFormatter FOLDER_NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final int MOST_RUNS_IN_A_SECOND = 100;
    private static final String BEFORE = ".before";
    private static final String AFTER = ".after";

    private final JamesHome home;

    Backups(JamesHome home) {
        this.home = home;
    }

    /** Keeps what the changes will overwrite; gives the folder. */
    Path keep(List<FileChange.Rewrite> changes, Clock clock) throws IOException {
        Path folder = newFolder(clock);
        Properties manifest = new Properties();
        for (FileChange.Rewrite change : changes) {
            String name = change.file().getFileName().toString();
            Files.write(folder.resolve(name), change.before());
            manifest.setProperty(name + BEFORE, digest(change.before()));
            manifest.setProperty(name + AFTER, digest(change.after()));
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(MANIFEST))) {
            manifest.store(out, "SHA-256 of the files before and after the change");
        }
        return folder;
    }

    /** What stood in the file before the run that left it with exactly these bytes; empty when no run did. */
    Optional<byte[]> before(String fileName, byte[] now) throws IOException {
        for (Path folder : foldersNewestFirst()) {
            Properties manifest = new Properties();
            try (InputStream in = Files.newInputStream(folder.resolve(MANIFEST))) {
                manifest.load(in);
            }
            if (digest(now).equals(manifest.getProperty(fileName + AFTER))) {
                byte[] before = Files.readAllBytes(folder.resolve(fileName));
                if (digest(before).equals(manifest.getProperty(fileName + BEFORE))) {
                    return Optional.of(before);
                }
            }
        }
        return Optional.empty();
    }

    private List<Path> foldersNewestFirst() throws IOException {
        if (!Files.isDirectory(home.backups())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(home.backups())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(MANIFEST)))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private Path newFolder(Clock clock) throws IOException {
        Files.createDirectories(home.backups());
        String name = FOLDER_NAME.format(LocalDateTime.now(clock));
        for (int run = 0; run < MOST_RUNS_IN_A_SECOND; run++) {
            Path folder = home.backups().resolve(run == 0 ? name : "%s-%02d".formatted(name, run));
            if (!Files.exists(folder)) {
                return Files.createDirectory(folder);
            }
        }
        throw new IOException("too many backups named " + name + " in " + home.backups());
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
