package org.requiretls.james.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class CoverageListenerTest {

    @TempDir
    private Path folder;

    private List<String> linesAfter(Class<?>... classes) throws IOException {
        Path file = folder.resolve("new/folder/lines.csv");
        // Without its own listeners: the one under test would also write down, for the matrix, what happens in here.
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(config)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Arrays.stream(classes)
                                        .map(each -> selectClass(each))
                                        .toList())
                                .build(),
                        new CoverageListener(new ConcurrentHashMap<>(), Optional.of(file)));
        return Files.readAllLines(file).stream()
                .map(line -> line.replace(CoverageListenerTest.class.getName() + "$", ""))
                .toList();
    }

    @Test
    void testsOfEveryKindAreWrittenDown() throws IOException {
        assertThat(linesAfter(EveryKind.class))
                .containsExactly(
                        "X-1-01,EveryKind#plain,PASSED",
                        "X-1-02,EveryKind#plain,PASSED",
                        "X-2-01,EveryKind#parameterised,PASSED",
                        "X-3-01,EveryKind#dynamic,PASSED");
    }

    @Test
    void oneCaseThatDoesNotPassSpoilsTheTest() throws IOException {
        assertThat(linesAfter(NotAllPass.class))
                .containsExactly(
                        "X-1-01,NotAllPass#failing,FAILED",
                        "X-2-01,NotAllPass#oneCaseFails,FAILED",
                        "X-3-01,NotAllPass#oneCaseIsSkipped,SKIPPED",
                        "X-4-01,NotAllPass#disabled,SKIPPED",
                        "X-5-01,NotAllPass#oneDynamicFails,FAILED");
    }

    @Test
    void claimsOfTheClassesAroundCountForEachTest() throws IOException {
        assertThat(linesAfter(Around.class))
                .containsExactly(
                        "X-1-01,Around#member,PASSED",
                        "X-1-01,Around$Inner#unmarked,PASSED",
                        "X-2-01,Around#member,PASSED",
                        "X-3-01,Around$Inner#unmarked,PASSED");
    }

    @Test
    void aClassThatNeverRanCoversNothing() throws IOException {
        assertThat(linesAfter(OffAsAWhole.class)).containsExactly("X-1-01,OffAsAWhole#never,SKIPPED");
        assertThat(linesAfter(FailsBefore.class)).isEmpty();
    }

    /** The build looks for test classes by file name, so that it does not run these by themselves. */
    static class EveryKind {
        @Test
        @Covers({"X-1-01", "X-1-02"})
        void plain() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @Covers("X-2-01")
        void parameterised(int ignored) {}

        @TestFactory
        @Covers("X-3-01")
        Stream<DynamicTest> dynamic() {
            return Stream.of(DynamicTest.dynamicTest("one", () -> {}));
        }

        @Test
        void unmarked() {}
    }

    static class NotAllPass {
        @Test
        @Covers("X-1-01")
        void failing() {
            throw new AssertionError("on purpose");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        @Covers("X-2-01")
        void oneCaseFails(int number) {
            assertThat(number).isNotEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        @Covers("X-3-01")
        void oneCaseIsSkipped(int number) {
            Assumptions.assumeTrue(number != 1);
        }

        @Test
        @Disabled("a specimen: the listener has to see one that does not run")
        @Covers("X-4-01")
        void disabled() {}

        @TestFactory
        @Covers("X-5-01")
        Stream<DynamicTest> oneDynamicFails() {
            return Stream.of(DynamicTest.dynamicTest("good", () -> {}), DynamicTest.dynamicTest("bad", () -> {
                throw new AssertionError("on purpose");
            }));
        }
    }

    @Covers("X-1-01")
    static class Around {
        @Test
        @Covers("X-2-01")
        void member() {}

        @Nested
        @Covers("X-3-01")
        class Inner {
            @Test
            void unmarked() {}
        }
    }

    @Disabled("a specimen: the listener has to see one that does not run")
    static class OffAsAWhole {
        @Test
        @Covers("X-1-01")
        void never() {}
    }

    static class FailsBefore {
        @BeforeAll
        static void fail() {
            throw new AssertionError("on purpose");
        }

        @Test
        @Covers("X-1-01")
        void never() {}
    }
}
