/**
 * The receiving side of REQUIRETLS: what James says in EHLO, what it takes in MAIL, and which tag a message gets.
 *
 * <p>RFC 8689 section 2 adds one EHLO keyword and one MAIL parameter, both named {@code REQUIRETLS}, both without a
 * value, and both of use inside TLS only. Listing the keyword is a promise about the <em>next</em> hop, so it is
 * listed only while every outgoing route of this server honours the tag
 * ({@link org.requiretls.james.smtp.OutgoingRoute}). Section 3 adds the header field {@code TLS-Required: No};
 * section 4.1 says that the parameter outranks it.
 *
 * <p>James 3.8.1 would answer 250 to a parameter that no hook claims, and never shows a hook a parameter written in
 * lower case without a value. So a handler of our own sees each MAIL line first, reads it in a way that cannot differ
 * from the reading of James ({@link org.requiretls.james.smtp.MailArgument}), and lets it pass, or refuses it
 * ({@link org.requiretls.james.smtp.Refusal}); a request for protection is never accepted and then forgotten.
 *
 * <p>A session counts as TLS only once a cipher suite protects it ({@link org.requiretls.james.smtp.TlsSession}), and
 * the keyword counts as offered only by an EHLO answer inside that TLS, because RFC 3207 section 4.2 has both sides
 * forget what was said before the handshake.
 *
 * <p>Three things beside the tag belong to the same line of configuration. A listener may insist on TLS, for all, for
 * some clients or for some recipients ({@link org.requiretls.james.smtp.ClearTextRule}, RFC 8689 section 8.4).
 * Passwords are kept out of clear text ({@link org.requiretls.james.smtp.LoginGate}, RFC 8314 section 4.1). And what
 * James writes into {@code Received} is made to tell that there was TLS
 * ({@link org.requiretls.james.smtp.TraceField}, RFC 3848).
 */
package org.requiretls.james.smtp;
