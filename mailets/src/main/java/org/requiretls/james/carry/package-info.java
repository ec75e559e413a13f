/**
 * Keeps the tag on what James makes out of a tagged mail.
 *
 * <p>RFC 8689 section 6 asks whoever originates a message anew (a forward, a list, an automatic answer) to put the tag
 * of the incoming one on it. James 3.8.1 does the opposite: Forward, Redirect, Sieve, vacation and the like send a new
 * mail without the attributes of the old one. But all of them send it in the same way, through the
 * {@link org.apache.mailet.MailetContext} that their configuration hands them, while they serve the old one.
 *
 * <p>So the bundle stands around such a mailet ({@link org.requiretls.james.mailets.CarryTlsRequirement}) and hands it
 * a context of its own ({@link org.requiretls.james.carry.CarryingContext}). What is sent through that context is an
 * heir of the mail in service ({@link org.requiretls.james.carry.InService}) and gets its tag before it reaches any
 * queue ({@link org.requiretls.james.carry.Original}); from then on it is a tagged mail like any other. The message
 * itself is not touched, so that signatures hold, nothing of the tag can be forged from outside, and nothing of it can
 * leak to where it is of no concern; a header field of our own would have to be guarded at every door for that.
 *
 * <p>Of two tags the stricter counts. What is sent without a sender is a notification for the transport: it may leave
 * without the keyword, and is cut down to what is not protected then (RFC 8689 section 5).
 */
package org.requiretls.james.carry;
