/**
 * Mailets that set the tag, and that answer for it when delivery failed.
 *
 * <p>A mailet is one step of a processor in mailetcontainer.xml: it gets a mail that a matcher chose and may change
 * it, send others, or end its way. Whatever it throws goes up to James, which then keeps the mail in the processor for
 * errors; so a mailet that could not do its work throws, and nothing is lost by being quiet.
 *
 * <p>{@link org.requiretls.james.mailets.SetTlsRequirement} lets local rules decide where the client did not
 * (RFC 8689 section 4.3: a submission server may). {@link org.requiretls.james.mailets.NonDeliveryReport} tells the
 * sender of a mail that it failed, without laying open what the sender asked to have protected (section 5).
 *
 * <p>{@link org.requiretls.james.mailets.CarryTlsRequirement} keeps the tag where a mailet of James would lose it, and
 * {@link org.requiretls.james.mailets.EndOfPromise} decides where nothing could keep it.
 *
 * <p>All know their parameters and stop the start of James at one that they do not know.
 */
package org.requiretls.james.mailets;
