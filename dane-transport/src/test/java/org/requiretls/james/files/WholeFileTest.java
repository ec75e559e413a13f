package org.requiretls.james.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path directory;

    private static WholeFile.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isThereAndNothingElse() throws IOException {
        Path file = directory.resolve("f");
        WholeFile.replace(file, text("one"));
        WholeFile.replace(file, text("two"));

        assertThat(file).hasContent("two");
        assertThat(directory).isDirectoryContaining("glob:**/f").isDirectoryNotContaining("glob:**/new-*");
    }

    @Test
    void isAsItWasWhereItsContentFails() throws IOException {
        Path file = directory.resolve("f");
        WholeFile.replace(file, text("one"));

        assertThatThrownBy(() -> WholeFile.replace(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("half-way");
                }))
                .hasMessage("half-way");

        assertThat(file).hasContent("one");
        assertThat(directory).isDirectoryNotContaining("glob:**/new-*");
    }

    /** Whom mail goes to is nobody's business. */
    @Test
    void isItsOwnersOnly() throws IOException {
        Path file = directory.resolve("f");
        WholeFile.replace(file, text("one"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void clearsAwayWhatIsOldAndUnfinishedOnly() throws IOException {
        Instant now = Instant.now();
        Path old = Files.writeString(directory.resolve("new-1.tmp"), "x");
        Path current = Files.writeString(directory.resolve("new-2.tmp"), "x");
        Path other = Files.writeString(directory.resolve("other.tmp"), "x");
        FileTime longAgo = FileTime.from(now.minus(Duration.ofHours(2)));
        Files.setLastModifiedTime(old, longAgo);
        Files.setLastModifiedTime(other, longAgo);

        WholeFile.deleteUnfinished(directory, now);

        assertThat(old).doesNotExist();
        assertThat(current).exists();
        assertThat(other).exists();
    }
}
