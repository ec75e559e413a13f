package org.requiretls.james.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDirectoryTest {

    @TempDir
    private Path folder;

    private static String mode(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }

    /** What mail goes where, and which policy binds, is for the owner to read and to write. */
    @Test
    void isForItsOwnerOnly() throws IOException {
        Path made = OwnDirectory.make(folder.resolve("var").resolve("state"));

        assertThat(mode(made)).isEqualTo("rwx------");
        assertThat(mode(made.getParent())).as("others may pass through").isNotEqualTo("rwx------");
    }

    @Test
    void keepsTheModeThatItHas() throws IOException {
        Path there = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(mode(OwnDirectory.make(there))).isEqualTo("rwxr-x---");
    }

    @Test
    void isNoFile() throws IOException {
        Path file = Files.createFile(folder.resolve("state"));

        assertThatThrownBy(() -> OwnDirectory.make(file)).isInstanceOf(IOException.class);
    }
}
