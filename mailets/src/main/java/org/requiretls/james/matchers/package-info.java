/**
 * Matchers on the tag.
 *
 * <p>A matcher selects those recipients of a mail for which the mailet on the same line of mailetcontainer.xml is
 * run. The tag (RFC 8689) belongs to the whole message, not to a recipient, so a matcher on it answers with all of
 * them or with none.
 *
 * <p>James reads the condition behind the {@code =} once, when it starts. A word that is not known stops the start:
 * a rule for protected mail that silently never matches would be found out only when such a mail was exposed.
 */
package org.requiretls.james.matchers;
