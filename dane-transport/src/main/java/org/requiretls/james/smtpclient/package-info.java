/**
 * The SMTP client: one connection to one host, and what came of it.
 *
 * <p>SMTP (RFC 5321) is a dialogue. The server opens with a greeting; the client says {@code EHLO} and is told the
 * extensions; for each message it says {@code MAIL}, one {@code RCPT} per recipient and {@code DATA}, then sends the
 * content up to a line with a single dot. Every command has exactly one reply: three digits, of which the first
 * tells all that matters (2 done, 3 go on, 4 not now, 5 not ever; section 4.2.1), and any number of lines. Once the
 * final dot is on its way and the reply stays out, nobody can tell whether the server took the message (section
 * 4.5.3.2.6): such a message is <em>in doubt</em>. With {@code PIPELINING} (RFC 2920) the commands of a
 * transaction go out together and the replies are read in order; and since content may be what a group begins with
 * (section 3.1), the envelope of a message that waits goes out with the content of the one before.
 *
 * <p>With {@code CHUNKING} (RFC 3030) the content is not marked by a final dot but counted: {@code BDAT 4711 LAST} and
 * so many octets. Each such chunk has a reply of its own, and a refused one is the end of the transaction. Chunks only
 * begin when a recipient was accepted: unlike DATA, BDAT does not wait to be told to go on. Content is never of
 * {@code BINARYMIME}, so its lines end with CRLF in chunks, too, and are the same octets as after DATA, but for the
 * doubled dots.
 *
 * <p>{@code STARTTLS} (RFC 3207) turns the connection into TLS. All that was said before is void then: anybody on the
 * path could have said it. So the client drops the EHLO keywords, says EHLO once more inside, and ends the session if
 * a single octet in clear follows the 220 that invites to the handshake.
 *
 * <p>To a relay of one's own, TLS can come before the greeting (RFC 8314), and {@code AUTH} (RFC 4954) before the first
 * message. The mechanisms known here say the password as it is, so the connection has to keep it.
 *
 * <p>{@link org.requiretls.james.smtpclient.SmtpClient#open} brings a connection up as far as it goes and answers
 * with one of the {@link org.requiretls.james.smtpclient.SessionOpening}s;
 * {@link org.requiretls.james.smtpclient.SmtpSession#send} answers with a
 * {@link org.requiretls.james.smtpclient.TransactionResult}. What a peer does, however odd, is an answer and never an
 * exception; how much it may say and how long it may take is bounded. Whether the outcome is good enough is for
 * others to decide: nothing here knows of policies, DANE or James. Certificates are judged by a
 * {@link org.requiretls.james.smtpclient.PeerVerifier}, inside the handshake.
 *
 * <p>Netty does the I/O and shows in no public signature, so that it can be relocated.
 */
package org.requiretls.james.smtpclient;
