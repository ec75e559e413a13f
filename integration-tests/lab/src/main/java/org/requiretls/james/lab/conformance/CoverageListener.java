package org.requiretls.james.lab.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down what became of the tests that carry {@link Covers}. The platform finds it by {@code META-INF/services}.
 *
 * <p>A line of the file is {@code id,class#method,OUTCOME}. The file is the one that the system property
 * {@value #FILE} names; the build sets it for each run of a module's tests. Without the property, as in an IDE,
 * nothing is written. The listener only reads what the platform tells it: it changes no result.
 */
public final class CoverageListener implements TestExecutionListener {

    /** Name of the system property with the path of the file to write. A file of an earlier run is replaced. */
    public static final String FILE = "requiretls.conformance.file";

    /** Kept for the life of the JVM: the build tool may make several plans of one run. */
    private static final ConcurrentMap<ClaimedRows, Outcome> OF_THIS_RUN = new ConcurrentHashMap<>();

    private final ConcurrentMap<ClaimedRows, Outcome> outcomes;
    private final Optional<Path> file;
    private TestPlan plan;

    public CoverageListener() {
        this(OF_THIS_RUN, Optional.ofNullable(System.getProperty(FILE)).map(Path::of));
    }

    CoverageListener(ConcurrentMap<ClaimedRows, Outcome> outcomes, Optional<Path> file) {
        this.outcomes = outcomes;
        this.file = file;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (identifier.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            claims(identifier).forEach(claim -> note(claim, Outcome.of(result.getStatus())));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        Stream.concat(Stream.of(identifier), plan.getDescendants(identifier).stream())
                .flatMap(this::claims)
                .forEach(claim -> note(claim, Outcome.SKIPPED));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        file.ifPresent(this::write);
    }

    /** Of the test itself, or of the nearest thing around it that is a method: a dynamic test may be none. */
    private Stream<ClaimedRows> claims(TestIdentifier identifier) {
        Optional<TestIdentifier> current = Optional.of(identifier);
        while (current.isPresent()) {
            Optional<ClaimedRows> claim = current.get().getSource().flatMap(ClaimedRows::of);
            if (claim.isPresent()) {
                return claim.stream().filter(claimed -> !claimed.ids().isEmpty());
            }
            current = plan.getParent(current.get());
        }
        return Stream.empty();
    }

    private void note(ClaimedRows claim, Outcome outcome) {
        outcomes.merge(claim, outcome, Outcome::worse);
    }

    private void write(Path target) {
        Stream<String> lines =
                outcomes.entrySet().stream().flatMap(CoverageListener::lines).sorted();
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.write(target, (Iterable<String>) lines::iterator);
        } catch (IOException e) {
            throw new UncheckedIOException("The conformance matrix needs " + target, e);
        }
    }

    private static Stream<String> lines(Map.Entry<ClaimedRows, Outcome> entry) {
        ClaimedRows claim = entry.getKey();
        return claim.ids().stream().map(id -> id + "," + claim.test() + "," + entry.getValue());
    }
}
