package org.requiretls.james.lab.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A James as it is delivered: main jar, complete library folder, sample configuration. It is only read. */
public final class StockJames {

    /** The main jar, in the directory of James. */
    static final String MAIN_JAR = "james-server-memory-app.jar";

    static final String CONFIGURATION = "conf";
    static final String EXTENSIONS = "extensions-jars";

    private static final String LIBRARIES = "james-server-memory-app.lib";

    private final Path directory;

    private StockJames(Path directory) {
        this.directory = directory;
    }

    /**
     * The James in this directory.
     *
     * @throws IllegalArgumentException if there is none, or a jar is missing that the manifest of its main jar names
     */
    public static StockJames in(Path directory) {
        StockJames james = new StockJames(directory.toAbsolutePath().normalize());
        if (!Files.isRegularFile(james.directory.resolve(MAIN_JAR))) {
            throw new IllegalArgumentException("No James in " + james.directory + ": it has no " + MAIN_JAR);
        }
        Set<String> missing = james.classPath();
        missing.removeAll(james.libraries());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("The James in " + james.directory + " lacks " + missing.size()
                    + " of its jars: " + missing + ". Assemble it again (module integration-tests/stock-james).");
        }
        return james;
    }

    public Path directory() {
        return directory;
    }

    /** The jars that the manifest of the main jar names, relative to the directory. */
    public Set<String> classPath() {
        try (JarFile jar = new JarFile(directory.resolve(MAIN_JAR).toFile())) {
            String classPath = Optional.ofNullable(jar.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue(Attributes.Name.CLASS_PATH))
                    .orElse("");
            return new TreeSet<>(List.of(classPath.split(" ")));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory.resolve(MAIN_JAR), e);
        }
    }

    /** The jars that are in the library folder, relative to the directory. */
    public Set<String> libraries() {
        try (Stream<Path> files = Files.list(directory.resolve(LIBRARIES))) {
            return files.map(file -> LIBRARIES + "/" + file.getFileName())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("The James in " + directory + " has no folder " + LIBRARIES, e);
        }
    }

    /** Makes the program available in another directory, jar by jar: the folders there are its own. */
    void linkProgramInto(Path home) throws IOException {
        Files.createDirectory(home.resolve(LIBRARIES));
        Files.createSymbolicLink(home.resolve(MAIN_JAR), directory.resolve(MAIN_JAR));
        for (String library : libraries()) {
            Files.createSymbolicLink(home.resolve(library), directory.resolve(library));
        }
    }
}
