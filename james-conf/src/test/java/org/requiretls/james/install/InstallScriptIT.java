package org.requiretls.james.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.bundle.ReleaseZip;

/** Runs install.sh as an administrator would, out of the release zip and out of the source tree. */
class InstallScriptIT {

    private static final Path BUILT_JAR = Path.of(System.getProperty("bundle.jar"));
    private static final Path SOURCE_SCRIPT = Path.of(System.getProperty("source.install"));
    private static final String NAME = System.getProperty("bundle.name");
    private static final long LONGEST_RUN_SECONDS = 60;

    @TempDir
    Path temp;

    private StockHome home;
    private Path release;
    private String output;

    @BeforeEach
    void unpack() throws IOException {
        home = StockHome.in(temp);
        release = temp.resolve("down load").resolve(NAME);
        ReleaseZip.unpackInto(release.getParent());
    }

    @Test
    void theZipHoldsWhatAnAdministratorNeeds() {
        assertThat(List.of(
                        "README.md",
                        "LICENSE",
                        "NOTICE",
                        "install.sh",
                        "bin/requiretls",
                        "conf/smtpserver.xml",
                        "conf/mailetcontainer.xml",
                        "docs/parameters.md",
                        "docs/mailets.md",
                        "docs/check.md",
                        "extensions-jars/" + NAME + ".jar"))
                .allSatisfy(name -> assertThat(release.resolve(name)).isRegularFile());
    }

    @Test
    void fromTheReleaseInAndOut() throws Exception {
        Map<String, String> before = home.content();
        Path script = release.resolve("install.sh");
        String target = home.root().toString();

        assertThat(run(script, target, "--dry-run")).as(output).isZero();
        assertThat(output).contains("--- conf/smtpserver.xml", "dry run: nothing was changed");
        assertThat(home.content()).isEqualTo(before);

        assertThat(run(script, target)).as(output).isZero();
        assertThat(output).contains("restart James");
        assertThat(home.file("extensions-jars/" + NAME + ".jar")).hasSameBinaryContentAs(BUILT_JAR);

        assertThat(run(script, target)).as(output).isZero();
        assertThat(output).contains("nothing to do");

        assertThat(run(script, target, "--uninstall")).as(output).isZero();
        assertThat(home.content()).isEqualTo(before);
    }

    @Test
    void theConfigurationOfTheReleaseIsOneInWhichAllIsDone() throws Exception {
        for (String name : List.of("smtpserver.xml", "mailetcontainer.xml", "healthcheck.properties")) {
            Files.writeString(
                    home.file("conf/" + name),
                    Files.readString(release.resolve("conf").resolve(name)));
        }
        Files.copy(BUILT_JAR, home.file("extensions-jars/" + NAME + ".jar"));

        assertThat(run(release.resolve("install.sh"), home.root().toString()))
                .as(output)
                .isZero();
        assertThat(output.lines().filter(line -> line.matches("(edited|added|note).*")))
                .as("WebAdmin has settings of its own, so only its route is added")
                .containsExactly("edited: conf/webadmin.properties");

        assertThat(run(release.resolve("install.sh"), home.root().toString()))
                .as(output)
                .isZero();
        assertThat(output).contains("nothing to do").doesNotContain("note:");
    }

    @Test
    void fromTheSourceTree() throws Exception {
        assertThat(run(SOURCE_SCRIPT, home.root().toString())).as(output).isZero();

        assertThat(home.file("extensions-jars/" + NAME + ".jar")).hasSameBinaryContentAs(BUILT_JAR);
    }

    @Test
    void throughALinkAndFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), release);

        assertThat(run(link.resolve("install.sh"), "james home", "--dry-run"))
                .as(output)
                .isZero();
    }

    @Test
    void wrongUsageIsTold() throws Exception {
        assertThat(run(release.resolve("install.sh"), "--purge")).isEqualTo(2);
        assertThat(output).contains("unknown option --purge", "Usage: install.sh JAMES_HOME");
    }

    @Test
    void aMissingJarIsTold() throws Exception {
        Files.delete(release.resolve("extensions-jars").resolve(NAME + ".jar"));

        assertThat(run(release.resolve("install.sh"), home.root().toString())).isEqualTo(1);
        assertThat(output).contains("no requiretls-james jar in");
    }

    @Test
    void twoJarsAreTold() throws Exception {
        Files.copy(BUILT_JAR, release.resolve("extensions-jars/requiretls-james-0.0.1.jar"));

        assertThat(run(release.resolve("install.sh"), home.root().toString())).isEqualTo(1);
        assertThat(output).contains("more than one requiretls-james jar");
    }

    @Test
    void anOldJavaIsTold() throws Exception {
        Path java = Files.createDirectories(temp.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 11' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(runWith(Map.of("JAVA_HOME", temp.resolve("jdk").toString()), release.resolve("install.sh"), "x"))
                .isEqualTo(1);
        assertThat(output).contains("is Java 11; Java 17 or newer is needed");
    }

    @Test
    void aMissingJavaIsTold() throws Exception {
        assertThat(runWith(Map.of("JAVA_HOME", temp.toString()), release.resolve("install.sh"), "x"))
                .isEqualTo(1);
        assertThat(output).contains("there is no bin/java in it");
    }

    private int run(Path script, String... words) throws Exception {
        return runWith(Map.of("JAVA_HOME", System.getProperty("java.home")), script, words);
    }

    private int runWith(Map<String, String> environment, Path script, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(words));
        Path log = temp.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        output = Files.readString(log, StandardCharsets.UTF_8);
        return process.exitValue();
    }
}
