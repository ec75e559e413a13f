/**
 * The two ends of a test: a client that speaks SMTP by hand, and a reader of the mailbox where the mail arrives.
 *
 * <p>SMTP (RFC 5321) is a dialogue of lines: the client sends a command, the server answers with one or more lines
 * that start with the same three-digit code, a hyphen after the code on every line but the last (section 4.2.1).
 * After {@code STARTTLS} and its 220 reply (RFC 3207) the same connection goes on inside TLS; on port 465 it is
 * inside TLS from the first byte (RFC 8314). {@link org.requiretls.james.lab.client.RawSmtp} keeps all of this in
 * the hands of the test: it adds nothing, corrects nothing, and can put several commands in one packet, because
 * what a server does with an ill-behaved client is what the tests are about.
 *
 * <p>POP3 (RFC 1939) is the smallest way to read a mailbox back byte by byte:
 * {@link org.requiretls.james.lab.client.MailboxReader} logs in, retrieves every message and leaves them there.
 *
 * <p>Both trust any certificate and block on plain sockets with deadlines. They are for laboratories only.
 */
package org.requiretls.james.lab.client;
