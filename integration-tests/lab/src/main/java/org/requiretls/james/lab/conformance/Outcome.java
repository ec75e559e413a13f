package org.requiretls.james.lab.conformance;

import org.junit.platform.engine.TestExecutionResult;

/** What became of a test, best first. */
public enum Outcome {
    PASSED,
    SKIPPED,
    FAILED;

    static Outcome of(TestExecutionResult.Status status) {
        return switch (status) {
            case SUCCESSFUL -> PASSED;
            // An assumption did not hold: nothing was shown.
            case ABORTED -> SKIPPED;
            case FAILED -> FAILED;
        };
    }

    Outcome worse(Outcome other) {
        return compareTo(other) > 0 ? this : other;
    }
}
