package org.requiretls.james.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The machine in plain words: without it the figures say nothing. */
final class Machine {

    private Machine() {}

    /** @param heap the most that each James gets, as {@code -Xmx} has it */
    static String describe(Path java, String heap) throws IOException {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
        return Runtime.getRuntime().availableProcessors() + " cores (" + cpu + "), Linux "
                + System.getProperty("os.version") + "; James on " + firstLine(java.toString(), "-version")
                + ", each with " + heap + " of heap; Postfix "
                + firstLine("/usr/sbin/postconf", "-d", "-h", "mail_version") + "\n";
    }

    private static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var output = process.inputReader()) {
                String line = output.readLine();
                process.waitFor(10, TimeUnit.SECONDS);
                return line;
            }
        } catch (IOException e) {
            return "not there";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
