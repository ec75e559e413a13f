/**
 * A scripted SMTP peer: a correct little MX, until a test asks it to be something else.
 *
 * <p>SMTP (RFC 5321) is a dialogue of command lines and replies: a greeting, {@code EHLO} that lists extensions,
 * then for each message {@code MAIL}, {@code RCPT} per recipient, {@code DATA} and the content up to a line with a
 * single dot. {@code STARTTLS} (RFC 3207) turns the connection into TLS in between; both sides then forget what was
 * said in clear, and the client greets again.
 *
 * <p>A sender is judged by how it behaves when the other side does not keep to this. Hence a peer is a
 * {@link org.requiretls.james.lab.smtp.SmtpPeer} that answers every {@link org.requiretls.james.lab.smtp.Stage} as
 * the standard says, except where the builder gave it another
 * {@link org.requiretls.james.lab.smtp.Answer}: a refusal, silence, a cut, an endless line, bytes that do not belong
 * there. It writes down what the client did: every command and whether it came inside TLS, every message, and
 * every {@linkplain org.requiretls.james.lab.smtp.RecordedSession#violations() liberty} the client took.
 *
 * <p>Blocking sockets and one thread per connection, on purpose: a script reads top to bottom, and the peer shares
 * no code with the client that it tests.
 */
package org.requiretls.james.lab.smtp;
