/**
 * Matchers on the tag, and on what James's own matchers cannot tell of the session and of the Subject.
 *
 * <p>A matcher selects those recipients of a mail for which the mailet on the same line of mailetcontainer.xml is
 * run. The tag (RFC 8689) belongs to the whole message, not to a recipient, and so does the session that it came by:
 * these matchers answer with all of them or with none.
 *
 * <p>James reads the condition behind the {@code =} once, when it starts. A word that is not known stops the start:
 * a rule for protected mail that silently never matches would be found out only when such a mail was exposed.
 */
package org.requiretls.james.matchers;
