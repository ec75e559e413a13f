package org.requiretls.james.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A copy of an unchanged James distribution, to be installed into. */
final class StockHome {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("stock.james"));

    private final Path root;

    private StockHome(Path root) {
        this.root = root;
    }

    static StockHome in(Path directory) throws IOException {
        Path root = directory.resolve("james home");
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            for (Path file : files.toList()) {
                Files.copy(file, root.resolve(DISTRIBUTION.relativize(file).toString()));
            }
        }
        return new StockHome(root);
    }

    Path root() {
        return root;
    }

    Path file(String name) {
        return root.resolve(name);
    }

    String read(String name) throws IOException {
        return Files.readString(file(name), StandardCharsets.UTF_8);
    }

    void write(String name, String content) throws IOException {
        Files.writeString(file(name), content, StandardCharsets.UTF_8);
    }

    void replace(String name, String old, String fresh) throws IOException {
        String content = read(name);
        if (!content.contains(old)) {
            throw new AssertionError(name + " does not hold " + old);
        }
        write(name, content.replace(old, fresh));
    }

    /** All files with their content, but for the backups. */
    Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.startsWith("requiretls-backup")) {
                    content.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return content;
    }
}
