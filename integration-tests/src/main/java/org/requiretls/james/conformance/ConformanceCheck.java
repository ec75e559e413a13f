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
        List<String> all = List.of(arguments);
        run(
                new Request(
                        Path.of(all.get(0)),
                        Path.of(all.get(1)),
                        Path.of(all.get(2)),
                        areas(all.get(3)),
                        all.subList(4, all.size())),
                selections());
    }

    /**
     * What to join, and where.
     *
     * @param root the project's folder
     * @param sources the folder of catalogue and reasons
     * @param page the file to write
     * @param complete areas where a gap is an error
     * @param modules folders of the modules, relative to the root
     */
    record Request(Path root, Path sources, Path page, Set<Area> complete, List<String> modules) {}

    /**
     * @param selections what the command line said to leave out
     * @throws ConformanceException with all that is wrong, after the page was written
     */
    static void run(Request request, Set<String> selections) {
        List<ModuleRun> runs = request.modules().stream()
                .map(module -> ModuleRun.read(request.root(), module))
                .toList();
        Matrix matrix = new Matrix(
                Catalogue.read(request.sources().resolve("catalogue.csv")),
                Reasons.read(request.sources().resolve("reasons.csv")),
                runs.stream().map(ModuleRun::claims).flatMap(Collection::stream).toList());
        write(request.page(), new MatrixPage(matrix, runs).text());

        List<String> complaints = new ArrayList<>(matrix.mistakes());
        if (selections.isEmpty()) {
            complaints.addAll(silentModules(request.root(), runs));
            if (runs.stream().allMatch(ModuleRun::complete)) {
                complaints.addAll(matrix.gaps(request.complete()));
            }
        }
        if (!complaints.isEmpty()) {
            throw new ConformanceException("The conformance matrix (" + request.page() + ") does not hold:\n  "
                    + String.join("\n  ", complaints) + "\nAnnotate a test with @Covers, or give a reason in "
                    + request.sources().resolve("reasons.csv"));
        }
    }

    private static Set<Area> areas(String keys) {
        return Arrays.stream(keys.split(","))
                .map(Area::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Area.class)));
    }

    private static Set<String> selections() {
        return SELECTIONS.stream()
                .filter(name -> isGiven(System.getProperty(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@code -DskipTests} alone means true; {@code -DskipTests=false} leaves nothing out. */
    private static boolean isGiven(String value) {
        return value != null && !value.equals("false");
    }

    private static List<String> silentModules(Path root, List<ModuleRun> runs) {
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
