package org.requiretls.james.intake;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.PolicyCount;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.requiretls.james.tlsrpt.ResultType;

/**
 * One sort of trouble that one organization had with one of our hosts. All texts but the type are a stranger's.
 *
 * @param domain our policy domain
 * @param organization who had it, by a name of its choice
 * @param contact whom it names to ask; its domain has signed, unless unsigned reports are taken
 * @param type what went wrong
 * @param mxHost of ours; empty where the report names none
 * @param reasonCode the last one that was given
 * @param sessions how many failed that way, in all reports together
 * @param since begin of the earliest report that tells of it
 * @param until end of the latest
 */
public record Trouble(
        String domain,
        String organization,
        String contact,
        ResultType type,
        Optional<String> mxHost,
        Optional<String> reasonCode,
        long sessions,
        Instant since,
        Instant until) {

    private record Key(String domain, String organization, String contact, ResultType type, Optional<String> mxHost) {}

    /** All trouble that the reports tell of, the latest first. */
    public static List<Trouble> in(List<ReceivedReport> reports) {
        Map<Key, Trouble> troubles = new LinkedHashMap<>();
        for (ReceivedReport report : reports) {
            for (PolicyCount policy : report.policies()) {
                policy.details().forEach((detail, sessions) -> {
                    Trouble trouble = of(report, policy, detail, sessions);
                    troubles.merge(trouble.key(), trouble, Trouble::together);
                });
            }
        }
        return troubles.values().stream()
                .sorted(Comparator.comparing(Trouble::until)
                        .reversed()
                        .thenComparing(Comparator.comparing(Trouble::sessions).reversed()))
                .toList();
    }

    private static Trouble of(ReceivedReport report, PolicyCount policy, FailureDetail detail, long sessions) {
        return new Trouble(
                policy.policy().domain(),
                report.organization(),
                report.contact(),
                detail.type(),
                detail.receivingMxHostname(),
                detail.reasonCode(),
                sessions,
                report.begin(),
                report.end());
    }

    private Key key() {
        return new Key(domain, organization, contact, type, mxHost);
    }

    private Trouble together(Trouble other) {
        Trouble later = other.until.isAfter(until) ? other : this;
        return new Trouble(
                domain,
                organization,
                contact,
                type,
                mxHost,
                later.reasonCode,
                sessions + other.sessions,
                since.isBefore(other.since) ? since : other.since,
                later.until);
    }
}
