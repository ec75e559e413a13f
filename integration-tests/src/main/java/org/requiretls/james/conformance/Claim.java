package org.requiretls.james.conformance;

import org.requiretls.james.lab.conformance.Outcome;

/**
 * That a test shows a requirement, and what became of the test.
 *
 * @param test class and method, like {@code org.example.SomeTest#method}
 */
record Claim(String id, String test, Outcome outcome) {

    boolean holds() {
        return outcome == Outcome.PASSED;
    }

    /** Without the package. */
    String shortTest() {
        return test.substring(test.substring(0, test.indexOf('#')).lastIndexOf('.') + 1);
    }
}
