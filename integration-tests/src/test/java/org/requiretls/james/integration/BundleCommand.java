package org.requiretls.james.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.requiretls.james.lab.james.JamesHome;

/** {@code bin/requiretls} of the release that was installed into a James. */
final class BundleCommand {

    private static final long LONGEST_RUN_SECONDS = 120;

    private final Path script;

    private BundleCommand(Path script) {
        this.script = script;
    }

    /** What one run ended with and printed, errors included. */
    record Result(int status, String output) {}

    static BundleCommand of(JamesHome home) throws IOException {
        Path release = home.directory().resolveSibling(home.directory().getFileName() + "-release");
        try (Stream<Path> files = Files.walk(release)) {
            return files.filter(file -> file.endsWith("bin/requiretls"))
                    .findFirst()
                    .map(BundleCommand::new)
                    .orElseThrow(() -> new IOException("No bin/requiretls in " + release));
        }
    }

    Result run(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("sh", script.toString()));
        line.addAll(List.of(words));
        Path output = Files.createTempFile(script.getParent(), "run", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(line + " did not end within " + LONGEST_RUN_SECONDS + " s");
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
