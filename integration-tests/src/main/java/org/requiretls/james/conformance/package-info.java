/**
 * The conformance matrix: every requirement of the RFCs that this project implements, and what shows it to be met.
 *
 * <p>{@code src/conformance/catalogue.csv} has a row for each requirement: its id (RFC, section, number; {@code S-} for
 * requirements from the earlier drafts and discussions that RFC 8689 came of), who has to meet it, how binding it is,
 * and the area of the project that it belongs to. A level with a star is not a capitalised keyword of the text: the
 * requirement follows from grammar, from another RFC, or from prose. A row may only point to others in {@code see};
 * it is met when they are.
 *
 * <p>Tests say which rows they show with {@link org.requiretls.james.lab.conformance.Covers}, and each module's test
 * run leaves a file of what passed. Where there can be no test, {@code src/conformance/reasons.csv} says why.
 * {@link org.requiretls.james.conformance.ConformanceCheck} joins the three at the end of the build and writes the
 * matrix. In an area that is complete the build fails on each MUST and MUST NOT that is neither shown nor explained;
 * what is open elsewhere is listed as open. It also fails on ids that do not exist and on reasons that a test has made
 * obsolete, so that the matrix stays true.
 */
package org.requiretls.james.conformance;
