package org.requiretls.james.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ChildProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A Java process that starts a child with a child of its own, tells their process ids, and ends before they do. */
    public static final class Parent {

        private Parent() {}

        public static void main(String[] args) throws IOException {
            Process child = new ProcessBuilder(List.of("sh", "-c", "sleep 60 & wait")).start();
            ChildProcesses.endWithThisOne(child);
            Awaitility.await().atMost(LIMIT).until(() -> child.descendants().count() == 1);
            child.descendants().forEach(grandchild -> System.out.println(grandchild.pid()));
            System.out.println(child.pid());
        }
    }

    @Test
    void doNotOutliveTheProcessThatStartedThem() throws IOException, InterruptedException {
        Process parent = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> family = new String(parent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .map(Long::parseLong)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
        try {
            assertThat(parent.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(parent.exitValue()).isZero();
            Awaitility.await().atMost(LIMIT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
