package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTest {

    private static final String INSTALLER = "cp \"$(dirname \"$0\")/payload\" \"$1\" && echo installed";

    @TempDir
    Path directory;

    private Path target;
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        target = directory.resolve("unpacked");
        home = Files.createDirectory(directory.resolve("home with a space"));
    }

    @Test
    void runsTheInstallerOfAZipWithOneTopFolder() throws IOException {
        Path zip = zip(Map.of("bundle-1.0/install.sh", INSTALLER, "bundle-1.0/payload", "content"));

        assertThat(Release.unpack(zip, target).installInto(home)).isEqualTo("installed\n");
        assertThat(home.resolve("payload")).hasContent("content");
    }

    @Test
    void replacesAnEarlierCopyByADirectory() throws IOException {
        Release.unpack(zip(Map.of("install.sh", "exit 1", "old", "")), target);
        Path release = Files.createDirectory(directory.resolve("release"));
        Files.writeString(release.resolve("install.sh"), INSTALLER);
        Files.writeString(release.resolve("payload"), "content");

        Release.unpack(release, target).installInto(home);

        assertThat(home.resolve("payload")).exists();
        assertThat(target.resolve("old")).doesNotExist();
    }

    @Test
    void passesOnWhatAFailedInstallerSaid() throws IOException {
        Path zip = zip(Map.of("install.sh", "echo no such James >&2; exit 3"));

        assertThatThrownBy(() -> Release.unpack(zip, target).installInto(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit status 3")
                .hasMessageContaining("no such James");
    }

    @Test
    void wantsAnInstallerNearTheTop() throws IOException {
        Path zip = zip(Map.of("a/b/install.sh", INSTALLER));

        assertThatThrownBy(() -> Release.unpack(zip, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No install.sh in " + zip);
    }

    private Path zip(Map<String, String> entries) throws IOException {
        Path zip = directory.resolve("release.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream output = new ZipOutputStream(file)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                output.putNextEntry(new ZipEntry(entry.getKey()));
                output.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }
}
