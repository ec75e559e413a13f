/**
 * TLSRPT: telling a domain how the TLS of its mail hosts looked from here (RFC 8460).
 *
 * <p>A domain that wants to know publishes a TXT record at {@code _smtp._tls.} in front of its name, the
 * {@link org.requiretls.james.tlsrpt.ReportRequest}: mail addresses and HTTPS addresses where reports go. Whoever
 * sends mail counts, per UTC day and per policy that applied, the sessions that satisfied the policy and those that
 * did not, with the way in which they failed ({@link org.requiretls.james.tlsrpt.ResultType}), the hosts and the
 * addresses. What is counted is the session, not the message. Nobody's mail address is in it, nor anything that a
 * message said.
 *
 * <p>A day is counted in a {@link org.requiretls.james.tlsrpt.Tally}. When it is over, each domain that asks for it
 * gets a {@link org.requiretls.james.tlsrpt.Report}: a JSON text (section 4.4), compressed, as a file of a name that
 * says who tells whom about when (section 5.1). A day on which nothing was sent to a domain has no report.
 *
 * <p>Everything here is values and arithmetic on them: no network, no files, no clock, no James.
 */
package org.requiretls.james.tlsrpt;
