package org.requiretls.james.tlsrpt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link ReportJson} writes, from whomever. Unknown names are passed over; wrong types are not. */
final class ReportReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportReader() {}

    static ReceivedReport read(byte[] text) throws ReportSyntaxException {
        JsonBounds.check(text);
        Reported report = new Reported(parse(text), "").asObject();
        Reported range = report.field("date-range").asObject();
        Instant begin = time(range.field("start-datetime"));
        Instant end = time(range.field("end-datetime"));
        if (end.isBefore(begin)) {
            throw range.mistake("ends before it begins");
        }
        List<PolicyCount> policies = new ArrayList<>();
        for (Reported policy : report.field("policies").items()) {
            policies.add(policyCount(policy.asObject()));
        }
        if (policies.isEmpty()) {
            throw report.field("policies").mistake("is missing or empty");
        }
        return new ReceivedReport(
                report.field("organization-name").text(),
                report.field("contact-info").textIfThere().orElse(""),
                report.field("report-id").text(),
                begin,
                end,
                policies);
    }

    private static JsonNode parse(byte[] text) throws ReportSyntaxException {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new ReportSyntaxException("not JSON: " + Reported.safely(e.getMessage()), e);
        }
    }

    private static Instant time(Reported field) throws ReportSyntaxException {
        try {
            return OffsetDateTime.parse(field.text()).toInstant();
        } catch (DateTimeException e) {
            throw field.mistake("is no time as in RFC 3339");
        }
    }

    private static PolicyCount policyCount(Reported each) throws ReportSyntaxException {
        Reported summary = each.field("summary").asObject();
        Map<FailureDetail, Long> details = new LinkedHashMap<>();
        for (Reported detail : each.field("failure-details").items()) {
            details.merge(
                    detail(detail.asObject()),
                    detail.field("failed-session-count").count(),
                    Long::sum);
        }
        return new PolicyCount(
                policy(each.field("policy").asObject()),
                summary.field("total-successful-session-count").count(),
                summary.field("total-failure-session-count").count(),
                details);
    }

    private static AppliedPolicy policy(Reported policy) throws ReportSyntaxException {
        Reported type = policy.field("policy-type");
        String keyword = type.text();
        return new AppliedPolicy(
                Arrays.stream(PolicyType.values())
                        .filter(known -> known.keyword().equals(keyword))
                        .findFirst()
                        .orElseThrow(() -> type.mistake("is no type of policy")),
                policy.field("policy-domain").text(),
                policy.field("policy-string").texts(),
                policy.field("mx-host").texts());
    }

    private static FailureDetail detail(Reported detail) throws ReportSyntaxException {
        Reported type = detail.field("result-type");
        String keyword = type.text();
        return new FailureDetail(
                ResultType.of(keyword).orElseThrow(() -> type.mistake("is no type of result")),
                detail.field("sending-mta-ip").textIfThere(),
                detail.field("receiving-mx-hostname").textIfThere(),
                detail.field("receiving-mx-helo").textIfThere(),
                detail.field("receiving-ip").textIfThere(),
                detail.field("failure-reason-code").textIfThere());
    }
}
