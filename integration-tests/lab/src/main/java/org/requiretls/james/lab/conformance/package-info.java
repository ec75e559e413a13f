/**
 * Which requirement a test shows to be met.
 *
 * <p>The requirements of the RFCs that this project implements are rows of one catalogue, each with an id like
 * {@code R7672-2.2-03}: the RFC, the section, a number. A test that shows a row to be met says so with
 * {@link org.requiretls.james.lab.conformance.Covers}. While a module's tests run,
 * {@link org.requiretls.james.lab.conformance.CoverageListener} writes down what became of the tests that say so; the
 * last step of the whole build joins these files with the catalogue into the conformance matrix, and fails if a row
 * that has to be met is neither shown nor explained.
 *
 * <p>A claim counts only if the whole test passed: one failing or skipped case of a parameterised test is enough to
 * leave the row open. A test that never ran has no line, and covers nothing.
 */
package org.requiretls.james.lab.conformance;
