/**
 * TLSRPT at work: the count that outlives a restart, and the reports that go out when a day is over (RFC 8460).
 *
 * <p>{@link org.requiretls.james.reporting.DailyCount} keeps the tally of the present UTC day and saves it every now
 * and then; {@link org.requiretls.james.reporting.TallyStore} is where. A process that dies loses what it counted since
 * the last saving, never what was saved.
 *
 * <p>When a day is over, {@link org.requiretls.james.reporting.ReportRound} takes up one domain after the other, each
 * at a moment of its own within the following hours, so that not all senders of the world report at midnight (section
 * 4.1). It asks DNS whether the domain wants a report, has it posted to HTTPS addresses and mailed to mail addresses,
 * and tries again for a day, less and less often, where nobody took it (section 5.5). What is done is noted before the
 * next, so that a restart repeats nothing, or one at most.
 *
 * <p>Nothing here knows James: how a mail is signed and sent is behind {@link
 * org.requiretls.james.reporting.ReportMailer}.
 */
package org.requiretls.james.reporting;
