package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StockJamesTest {

    private static final String LIBRARIES = "james-server-memory-app.lib";

    @TempDir
    Path everything;

    private Path directory;

    @BeforeEach
    void assemble() throws IOException {
        directory = Files.createDirectory(everything.resolve("stock"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, LIBRARIES + "/one.jar " + LIBRARIES + "/two.jar");
        new JarOutputStream(Files.newOutputStream(directory.resolve("james-server-memory-app.jar")), manifest).close();
        Files.createDirectory(directory.resolve(LIBRARIES));
        Files.createFile(directory.resolve(LIBRARIES).resolve("one.jar"));
        Files.createFile(directory.resolve(LIBRARIES).resolve("two.jar"));
    }

    @Test
    void linksItsJarsIntoFoldersThatAreNotItsOwn() throws IOException {
        Path home = Files.createDirectory(everything.resolve("home"));

        StockJames.in(directory).linkProgramInto(home);
        Files.createFile(home.resolve(LIBRARIES).resolve("added.jar"));

        assertThat(home.resolve(LIBRARIES).resolve("one.jar")).isRegularFile();
        assertThat(home.resolve("james-server-memory-app.jar"))
                .hasSameBinaryContentAs(directory.resolve("james-server-memory-app.jar"));
        assertThat(StockJames.in(directory).libraries())
                .containsExactly(LIBRARIES + "/one.jar", LIBRARIES + "/two.jar");
    }

    @Test
    void namesTheJarThatIsMissing() throws IOException {
        Files.delete(directory.resolve(LIBRARIES).resolve("two.jar"));

        assertThatThrownBy(() -> StockJames.in(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks 1 of its jars: [" + LIBRARIES + "/two.jar]");
    }

    @Test
    void isNotAnyDirectory() {
        assertThatThrownBy(() -> StockJames.in(everything))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No James in " + everything);
    }
}
