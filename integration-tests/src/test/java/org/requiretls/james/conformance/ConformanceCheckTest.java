package org.requiretls.james.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCheckTest {

    private static final Path OWN_FILES = Path.of("src/conformance");

    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Path page() {
        return root.resolve("target/conformance.md");
    }

    private void check(Set<String> selections) {
        ConformanceCheck.run(
                new ConformanceCheck.Request(
                        root, root.resolve("sources"), page(), Set.of(Area.DECISION), List.of("one", "two")),
                selections);
    }

    private void publishOneRow() throws IOException {
        write("sources/catalogue.csv", "id,role,level,area,see,text\nA-1,sender,MUST,decision,,\"do, or do not\"\n");
        write("sources/reasons.csv", "id,reason\n");
    }

    @Test
    void aWholeBuildFailsOnAGapAndStillWritesThePage() throws IOException {
        publishOneRow();
        write("one/target/conformance/unit.csv", "");
        write("two/target/conformance/integration.csv", "");

        assertThatThrownBy(() -> check(Set.of()))
                .isInstanceOf(ConformanceException.class)
                .hasMessageContainingAll("A-1", "do, or do not", "reasons.csv");
        assertThat(page()).content().contains("| A-1 | sender | MUST | do, or do not | **open** |");
    }

    @Test
    void aWholeBuildPassesWithATest() throws IOException {
        publishOneRow();
        write("one/target/conformance/unit.csv", "A-1,org.example.SomeTest#method,PASSED\n");
        write("two/target/conformance/unit.csv", "");

        assertThatCode(() -> check(Set.of())).doesNotThrowAnyException();
    }

    @Test
    void aBuildWithoutAModuleOrWithoutSomeTestsHasNoGaps() throws IOException {
        publishOneRow();
        write("one/target/conformance/unit.csv", "");
        assertThatCode(() -> check(Set.of())).doesNotThrowAnyException();
        assertThat(page()).content().contains("two (tests not run)");

        write("two/target/conformance/unit.csv", "");
        assertThatCode(() -> check(Set.of("test"))).doesNotThrowAnyException();
    }

    @Test
    void aModuleWithTestsThatLeftNoResultsIsAnError() throws IOException {
        publishOneRow();
        write("one/target/conformance/unit.csv", "");
        write("two/target/test-classes/Some.class", "");

        assertThatThrownBy(() -> check(Set.of())).hasMessageContaining("two has tests, but no results");
        assertThatCode(() -> check(Set.of("skipTests"))).doesNotThrowAnyException();
    }

    @Test
    void mistakesAreErrorsInAnyBuild() throws IOException {
        publishOneRow();
        write("one/target/conformance/unit.csv", "A-7,org.example.SomeTest#method,PASSED\n");

        assertThatThrownBy(() -> check(Set.of("test"))).hasMessageContaining("A-7");
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        publishOneRow();
        write("one/target/conformance/unit.csv", "no such line\n");
        assertThatThrownBy(() -> check(Set.of())).hasMessageContaining("unit.csv");

        write("one/target/conformance/unit.csv", "");
        write("sources/reasons.csv", "id,reason\nA-1,one\nA-1,two\n");
        assertThatThrownBy(() -> check(Set.of())).hasMessageContainingAll("reasons.csv", "two reasons for A-1");
        write("sources/reasons.csv", "id,reason\nA-1,\n");
        assertThatThrownBy(() -> check(Set.of())).hasMessageContainingAll("reasons.csv", "no reason given for A-1");
        write("sources/catalogue.csv", "id,role,level,area,see,text\nA-1,sender\n");
        assertThatThrownBy(() -> check(Set.of())).hasMessageContaining("catalogue.csv");
    }

    @Test
    void theCatalogueIsWhole() {
        Catalogue catalogue = Catalogue.read(OWN_FILES.resolve("catalogue.csv"));

        assertThat(catalogue.rows()).hasSize(527).allSatisfy(row -> {
            assertThat(row.level()).isNotNull();
            assertThat(row.text()).isNotBlank().hasSizeLessThanOrEqualTo(110);
            assertThat(row.id()).matches("(R\\d{4}|S)-[A-Z0-9.]+-\\d\\d");
        });
        assertThat(Reasons.read(OWN_FILES.resolve("reasons.csv")).keySet()).allMatch(catalogue::has);
    }
}
