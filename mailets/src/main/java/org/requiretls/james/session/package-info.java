/**
 * What is known of the SMTP session by which a mail came in.
 *
 * <p>A rule of the administrator may want to know whether a mail was encrypted on its way here, how well, and whether
 * its client asked for REQUIRETLS. The session is over when mailets run, so the facts travel as attributes of the mail,
 * plain strings, which James's own matchers ({@code HasMailAttribute}, {@code HasMailAttributeWithValueRegex}) can
 * read as well. The handler in smtpserver.xml writes all of them for each mail that it takes, so that none can be
 * brought along from outside; a mail without them did not come by SMTP.
 *
 * <p>The facts are about one hop, the one to this server, and prove nothing about the hops before (RFC 8314 section
 * 4.3 puts the same facts into the {@code Received} field, where every later server can read but not verify them).
 */
package org.requiretls.james.session;
