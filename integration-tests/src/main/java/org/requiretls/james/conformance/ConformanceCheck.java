package org.requiretls.james.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last step of the build: writes the matrix, and fails on gaps.
 *
 * <p>Gaps count only if every module's tests ran as a whole. Where the build was told to leave tests out
 * ({@code -DskipTests}, {@code -Dtest=...}), an open row says nothing, and the page says what was left out. A module
 * that was compiled but has no results without having been told so is an error: then the listener did not run.
 */
public final class ConformanceCheck {

    /** Properties of the command line that leave tests out. */
    private static final List<String> SELECTIONS =
            List.of("test", "it.test", "groups", "excludedGroups", "skipTests", "skipITs", "maven.test.skip");

    private ConformanceCheck() {}

    /**
     * @param arguments the project's root folder, the folder of catalogue and reasons, the page to write, the complete
     *     areas separated by commas, and the folders of the modules, each as an argument
     */
    public static void main(String... arguments) {
        Path root = Path.of(arguments[0]);
        Path sources = Path.of(arguments[1]);
        Path page = Path.of(arguments[2]);
        Set<Area> complete = areas(arguments[3]);
        List<ModuleRun> runs = Arrays.stream(arguments)
                .skip(4)
                .map(module -> ModuleRun.read(root, module))
                .toList();
        boolean everythingRan =
                runs.stream().allMatch(ModuleRun::complete) && selections().isEmpty();

        Matrix matrix = new Matrix(
                Catalogue.read(sources.resolve("catalogue.csv")),
                Reasons.read(sources.resolve("reasons.csv")),
                runs.stream().map(ModuleRun::claims).flatMap(Collection::stream).toList());
        write(page, new MatrixPage(matrix, runs).text());

        List<String> complaints = new ArrayList<>(matrix.mistakes());
        if (everythingRan) {
            complaints.addAll(matrix.gaps(complete));
        } else {
            complaints.addAll(silentModules(root, runs));
        }
        if (!complaints.isEmpty()) {
            throw new ConformanceException("The conformance matrix (" + page + ") does not hold:\n  "
                    + String.join("\n  ", complaints)
                    + "\nAnnotate a test with @Covers, or give a reason in " + sources.resolve("reasons.csv"));
        }
    }

    private static Set<Area> areas(String keys) {
        return Arrays.stream(keys.split(","))
                .map(Area::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Area.class)));
    }

    private static List<String> selections() {
        return SELECTIONS.stream()
                .filter(name -> isGiven(System.getProperty(name)))
                .toList();
    }

    /** {@code -DskipTests} alone means true; {@code -DskipTests=false} leaves nothing out. */
    private static boolean isGiven(String value) {
        return value != null && !value.equals("false");
    }

    private static List<String> silentModules(Path root, List<ModuleRun> runs) {
        if (!selections().isEmpty()) {
            return List.of();
        }
        return runs.stream()
                .filter(run -> !run.complete()
                        && Files.exists(root.resolve(run.module()).resolve("target/test-classes")))
                .map(run -> run.module() + " has tests, but no results: see that its pom has the lab in test scope")
                .toList();
    }

    private static void write(Path page, String text) {
        try {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new ConformanceException("Cannot write " + page, e);
        }
    }
}
