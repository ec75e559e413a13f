package org.requiretls.james.reporting;

import java.util.List;
import org.requiretls.james.tlsrpt.Report;

/** Hands a report to the mail system. */
@FunctionalInterface
public interface ReportMailer {

    /**
     * Returns when the mail is queued, which is all that can be said about it (RFC 8460 section 5.3).
     *
     * @param file the JSON text, compressed
     * @throws ReportNotTakenException if it is not queued; the message says why and what to do
     */
    void mail(Report report, byte[] file, List<String> addresses) throws ReportNotTakenException;
}
