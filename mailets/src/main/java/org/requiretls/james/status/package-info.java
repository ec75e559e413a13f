/**
 * The one value that all who speak of deliveries share: an enhanced status code, {@code class.subject.detail}
 * (RFC 3463).
 *
 * <p>A peer's reply begins with one (RFC 2034), the decision gives one to each verdict, a mail carries one from the
 * transport to whoever tells the sender, and the report has it in its Status field (RFC 3464 section 2.3.4). The class
 * says whether to try again: 2 success, 4 not now, 5 not ever. Subject 7 is security and policy; RFC 8689 section 7
 * added 5.7.30 to it.
 *
 * <p>This package needs nothing but the JDK, so that the decision may use it.
 */
package org.requiretls.james.status;
