package org.requiretls.james.conformance;

import java.util.List;

/** Where a requirement stands. */
sealed interface State {

    /** At least one test shows it, and no test that claims it failed or was skipped. */
    record Covered(List<Claim> by) implements State {}

    /** All the rows that it points to are settled. */
    record Elsewhere(List<String> rows) implements State {}

    /** No test, for this reason. */
    record Explained(String reason) implements State {}

    /**
     * Neither.
     *
     * @param broken tests that claim it but failed or were skipped
     */
    record Open(List<Claim> broken) implements State {}

    default boolean isSettled() {
        return !(this instanceof Open);
    }
}
