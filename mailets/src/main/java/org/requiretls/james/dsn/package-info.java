/**
 * The message that tells a sender that a mail could not be delivered.
 *
 * <p>A delivery status notification (RFC 3464) is a {@code multipart/report} (RFC 6522) of three parts: a text for
 * people, {@code message/delivery-status} for programs, and the mail that failed or its header. It goes to the reverse
 * path of that mail and has an empty reverse path itself, so that it can never cause another one (RFC 5321 section
 * 6.1). Whether a recipient's failure is to be told at all, and how much is to come back, the client may have said
 * with NOTIFY, RET, ENVID and ORCPT (RFC 3461).
 *
 * <p>RFC 8689 section 5 adds: what talks about a REQUIRETLS message is to be protected like it. So the notification
 * carries the same tag, and returns the header only, even where the client said {@code RET=FULL}: the way back may
 * lead over servers that do not know REQUIRETLS, and a notification is then sent all the same.
 *
 * <p>Much of what stands in it was written by others: the peer's reply, the header, the envelope. None of it may end a
 * line of ours, or begin a field (see {@link org.requiretls.james.dsn.FieldText}).
 */
package org.requiretls.james.dsn;
