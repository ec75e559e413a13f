package org.requiretls.james.tlsrpt;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one domain is told about one day (RFC 8460 section 4).
 *
 * @param domain the policy domain that asked for it
 * @param policies at least one
 */
public record Report(Submitter submitter, LocalDate day, String domain, List<PolicyCount> policies) {

    private static final Pattern OWN_ID =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}\\.[A-Za-z0-9]+\\.(?<domain>[^@]+)@[^@]+");

    public Report {
        policies = List.copyOf(policies);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to report to " + domain + " about " + day);
        }
    }

    /** The first second of the day. */
    OffsetDateTime begin() {
        return day.atTime(LocalTime.MIN).atOffset(ZoneOffset.UTC);
    }

    /** The last second of the day: both ends belong to it (section 4.4). */
    OffsetDateTime end() {
        return day.plusDays(1).atTime(LocalTime.MIN).atOffset(ZoneOffset.UTC).minusSeconds(1);
    }

    /**
     * The same for the same day, domain and node, so that a receiver can tell a report that is sent again from another
     * one. In the form of a Message-ID without its brackets, as the subject of section 5.3 wants it.
     */
    public String id() {
        return day + "." + submitter.node() + "." + domain + "@" + submitter.domain();
    }

    /** The domain in an id that {@link #id} made; empty where it is another's. */
    public static Optional<String> domainOf(String id) {
        Matcher own = OWN_ID.matcher(id);
        return own.matches() ? Optional.of(own.group("domain")) : Optional.empty();
    }

    /** The name of the compressed file (section 5.1). */
    public String fileName() {
        return String.join(
                        "!",
                        submitter.domain(),
                        domain,
                        Long.toString(begin().toEpochSecond()),
                        Long.toString(end().toEpochSecond()),
                        submitter.node())
                + ".json.gz";
    }

    /** The subject of the mail (section 5.3). */
    public String subject() {
        return "Report Domain: " + domain + " Submitter: " + submitter.domain() + " Report-ID: <" + id() + ">";
    }

    /** The JSON text (section 4.4), in UTF-8, for people and programs. */
    public byte[] json() {
        return ReportJson.write(this);
    }

    /** The same in one line. */
    public String line() {
        return ReportJson.writeLine(this);
    }
}
