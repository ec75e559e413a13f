package org.requiretls.james.reporting;

import java.net.URI;

/** Posts a report by HTTPS. */
@FunctionalInterface
public interface ReportPoster {

    /**
     * Returns when the other side has taken it (RFC 8460 section 5.4).
     *
     * @param file the JSON text, compressed
     * @throws ReportNotTakenException if it has not; the message says why
     */
    void post(URI uri, byte[] file) throws ReportNotTakenException;
}
