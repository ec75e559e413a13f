package org.requiretls.james.tlsrpt;

import java.time.Instant;
import java.util.List;

/**
 * A report that somebody sent us about our own hosts. Every text in it is a stranger's.
 *
 * @param organization who says so
 * @param contact whom to ask; empty if it does not say
 * @param id as the sender chose it
 * @param begin the first moment that it covers
 * @param end the last moment that it covers
 * @param policies what was counted for each of our policies
 */
public record ReceivedReport(
        String organization, String contact, String id, Instant begin, Instant end, List<PolicyCount> policies) {

    public ReceivedReport {
        policies = List.copyOf(policies);
    }

    /**
     * Reads the JSON text of a report (RFC 8460 section 4.4).
     *
     * @throws ReportSyntaxException if it is none, or more than a report can be; the text says what is wrong with it
     */
    public static ReceivedReport of(byte[] json) throws ReportSyntaxException {
        return ReportReader.read(json);
    }
}
