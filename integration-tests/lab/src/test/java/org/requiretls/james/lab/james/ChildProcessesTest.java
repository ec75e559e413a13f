package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ChildProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A Java process that starts a child, tells its process id, and ends while the child goes on. */
    public static final class Parent {

        private Parent() {}

        public static void main(String[] args) throws IOException {
            Process child = new ProcessBuilder(List.of("sleep", "60")).start();
            ChildProcesses.endWithThisOne(child);
            System.out.print(child.pid());
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
        String pid = new String(parent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(pid));
        try {
            assertThat(parent.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(parent.exitValue()).isZero();
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> child.filter(ProcessHandle::isAlive).isEmpty());
        } finally {
            child.ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
