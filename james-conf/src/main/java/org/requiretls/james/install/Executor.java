package org.requiretls.james.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Carries a plan out. */
final class Executor {

    private final Clock clock;

    Executor(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes all changes, or none of those to the configuration.
     *
     * @return the folder with the configuration of before; empty when no configuration was changed
     * @throws InstallException when something cannot be written; it says what, and that all is as before
     */
    Optional<Path> execute(Plan plan) throws InstallException {
        requireWritable(plan);
        List<FileChange.Rewrite> rewrites = rewrites(plan).toList();
        Deque<FileChange.Rewrite> done = new ArrayDeque<>();
        try {
            Optional<Path> backup =
                    rewrites.isEmpty() ? Optional.empty() : Optional.of(new Backups(plan.home()).keep(rewrites, clock));
            for (FileChange change : plan.changes()) {
                make(change);
                if (change instanceof FileChange.Rewrite rewrite) {
                    done.push(rewrite);
                }
            }
            return backup;
        } catch (IOException e) {
            throw undo(done, e);
        }
    }

    private static void make(FileChange change) throws IOException {
        if (change instanceof FileChange.Rewrite rewrite) {
            replace(rewrite.file(), rewrite.after());
        } else if (change instanceof FileChange.Copy copy) {
            Files.createDirectories(copy.file().getParent());
            replace(copy.file(), Files.readAllBytes(copy.source()));
        } else if (change instanceof FileChange.Delete delete) {
            Files.delete(delete.file());
        }
    }

    /**
     * Never writes into the old file: a James that runs has the jar open, and a full disk would leave half a file. What
     * a link leads to is replaced, not the link.
     */
    private static void replace(Path file, byte[] content) throws IOException {
        boolean existed = Files.exists(file);
        Path target = existed ? file.toRealPath() : file;
        Path fresh =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".new");
        try {
            Files.write(fresh, content);
            Files.setPosixFilePermissions(
                    fresh,
                    existed ? Files.getPosixFilePermissions(target) : PosixFilePermissions.fromString("rw-r--r--"));
            if (existed) {
                keepOwner(target, fresh);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Run by root, the files of a James that runs as another user stay with that user. */
    private static void keepOwner(Path target, Path fresh) throws IOException {
        PosixFileAttributes kept = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        PosixFileAttributes given = view.readAttributes();
        if (!kept.owner().equals(given.owner())) {
            view.setOwner(kept.owner());
        }
        if (!kept.group().equals(given.group())) {
            view.setGroup(kept.group());
        }
    }

    private static InstallException undo(Deque<FileChange.Rewrite> done, IOException cause) {
        for (FileChange.Rewrite rewrite : done) {
            try {
                replace(rewrite.file(), rewrite.before());
            } catch (IOException e) {
                cause.addSuppressed(e);
                return new InstallException(
                        rewrite.file() + " is changed and could not be put back (" + e.getMessage()
                                + "); copy it back from requiretls-backup. The cause: " + cause,
                        cause);
            }
        }
        return new InstallException("Could not be written, the configuration is as before: " + cause, cause);
    }

    private static void requireWritable(Plan plan) throws InstallException {
        for (FileChange change : plan.changes()) {
            requireWritable(change.file().getParent());
        }
        if (rewrites(plan).findAny().isPresent()) {
            requireWritable(plan.home().backups());
        }
    }

    private static void requireWritable(Path folder) throws InstallException {
        Path existing = folder;
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isWritable(existing)) {
            throw new InstallException("Nothing was changed: " + existing + " cannot be written by "
                    + System.getProperty("user.name") + "; run this as the user that James's files belong to");
        }
    }

    private static Stream<FileChange.Rewrite> rewrites(Plan plan) {
        return plan.changes().stream()
                .filter(FileChange.Rewrite.class::isInstance)
                .map(FileChange.Rewrite.class::cast);
    }
}
