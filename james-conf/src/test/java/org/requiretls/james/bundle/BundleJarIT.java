package org.requiretls.james.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the one jar, and above all what is not: it shares a class path with the 313 jars of James. */
class BundleJarIT {

    private static final Path FILE = Path.of(System.getProperty("bundle.jar"));
    private static final Path CONF = Path.of(System.getProperty("release.conf"));
    private static final String OURS = "org/requiretls/james/";
    private static final String SHADED = OURS + "shaded/";

    /** Netty looks for its libraries under names that begin with the new package, mangled as in JNI. */
    private static final String NATIVE = "META-INF/native/liborg_requiretls_james_shaded_netty_tcnative";

    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(FILE.toFile());
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void everyClassIsBelowOurPackage() {
        assertThat(names())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith(OURS));
    }

    @Test
    void nothingElseIsThereThanWhatWePutThere() {
        assertThat(names())
                .filteredOn(name -> !name.endsWith(".class") && !name.endsWith("/"))
                .filteredOn(name -> !isResourceOfAModule(name))
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/licenses/LICENSE.boringssl",
                        "META-INF/licenses/LICENSE.dnsjava",
                        NATIVE + "_linux_x86_64.so",
                        NATIVE + "_linux_aarch_64.so",
                        SHADED + "dns/messages.properties");
    }

    @Test
    void noEntryIsThereTwice() throws IOException {
        List<String> names = new ArrayList<>();
        try (JarInputStream entries = new JarInputStream(Files.newInputStream(FILE))) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                names.add(entry.getName());
            }
        }

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void noClassRefersToDnsjavaByItsOldName() throws IOException {
        assertThat(classesThatHold("org/xbill/DNS/")).isEmpty();
    }

    /** The old name stands at the end of the new one, as Netty wants it to be. */
    @Test
    void noClassRefersToNettyByItsOldName() throws IOException {
        assertThat(classesThatMatch("(?<!shaded/)io/netty/")).isEmpty();
    }

    /** Its name is short, and stands at the end of the new one too. */
    @Test
    void noClassRefersToPicocliByItsOldName() throws IOException {
        assertThat(classesThatMatch("(?<!shaded/)picocli/CommandLine")).isEmpty();
        assertThat(content(OURS + "cli/CheckCommand.class")).contains(SHADED + "picocli/CommandLine");
    }

    /** Within James our log lines have to come out of James's own logging. */
    @Test
    void bringsNoLogging() {
        assertThat(names()).noneMatch(name -> name.contains("slf4j/LoggerFactory"));
    }

    @Test
    void onlyTheValidatorsTextsWereMovedByTheirShortName() throws IOException {
        assertThat(classesThatHold("org.requiretls.james.shaded.dns.messages"))
                .containsExactly(SHADED + "dns/dnssec/R.class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtpserver.xml", "mailetcontainer.xml"})
    void holdsEveryClassThatTheConfigurationNames(String file) throws IOException {
        List<String> named = Pattern.compile("org\\.requiretls\\.james\\.[\\w.]+")
                .matcher(Files.readString(CONF.resolve(file)))
                .results()
                .map(name -> name.group().replace('.', '/') + ".class")
                .distinct()
                .toList();

        assertThat(named)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(jar.getEntry(name)).as(name).isNotNull());
    }

    @Test
    void tellsWhatItIs() throws IOException {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(FILE.getFileName())
                .hasToString("requiretls-james-" + manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION) + ".jar");
        assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("org.requiretls.james.install.Install");
    }

    @Test
    void keepsTheLicences() throws IOException {
        assertThat(content("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
        assertThat(content("META-INF/licenses/LICENSE.boringssl")).contains("BoringSSL");
        assertThat(content("META-INF/licenses/LICENSE.dnsjava")).contains("Redistribution and use");
        assertThat(content("META-INF/NOTICE")).contains("dnsjava", "Netty", "netty-tcnative", "picocli");
    }

    /** Files that a module brings in a package of its own, as the root trust anchors. */
    private static boolean isResourceOfAModule(String name) {
        return name.startsWith(OURS) && !name.startsWith(SHADED);
    }

    private static List<String> classesThatHold(String constant) throws IOException {
        return classesThatMatch(Pattern.quote(constant));
    }

    private static List<String> classesThatMatch(String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        List<String> found = new ArrayList<>();
        for (String name : names().filter(name -> name.endsWith(".class")).toList()) {
            if (wanted.matcher(content(name)).find()) {
                found.add(name);
            }
        }
        return found;
    }

    private static String content(String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Stream<String> names() {
        return jar.stream().map(JarEntry::getName);
    }
}
