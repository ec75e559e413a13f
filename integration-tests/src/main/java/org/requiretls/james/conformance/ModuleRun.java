package org.requiretls.james.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.lab.conformance.Outcome;

/**
 * What the tests of one module left behind.
 *
 * @param complete false if the module has no results: it was not built here, or its tests did not run
 */
record ModuleRun(String module, boolean complete, List<Claim> claims) {

    private static final List<String> FILES = List.of("unit.csv", "integration.csv");

    /**
     * @param module folder of the module, relative to {@code root}
     * @throws ConformanceException if the file is there, but not as the listener writes it
     */
    static ModuleRun read(Path root, String module) {
        List<Path> files = FILES.stream()
                .map(name -> root.resolve(module).resolve("target/conformance").resolve(name))
                .filter(Files::exists)
                .toList();
        List<Claim> claims = new ArrayList<>();
        files.forEach(file -> claims.addAll(read(file)));
        return new ModuleRun(module, !files.isEmpty(), claims);
    }

    private static List<Claim> read(Path file) {
        try {
            return Files.readAllLines(file).stream().map(ModuleRun::claim).toList();
        } catch (IOException | IllegalArgumentException e) {
            throw new ConformanceException(file + " is not what the listener of the tests writes", e);
        }
    }

    private static Claim claim(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 3 || !fields[1].contains("#")) {
            throw new IllegalArgumentException(line);
        }
        return new Claim(fields[0], fields[1], Outcome.valueOf(fields[2]));
    }
}
