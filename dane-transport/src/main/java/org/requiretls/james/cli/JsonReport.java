package org.requiretls.james.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.HopProbe;
import org.requiretls.james.hop.ProbeReport;
import org.requiretls.james.hop.ProbeReport.HostProbe;
import org.requiretls.james.hop.ProbeReport.SessionProbe;
import org.requiretls.james.hop.TagOutcome;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaRecords;

/** A report for programs. Every field is always there; what does not apply, or is not known, is null. */
final class JsonReport {

    private JsonReport() {}

    static String of(ProbeReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", report.domain());
        fields.put("mx", Words.of(report.mx()));
        fields.put(
                "hosts",
                report.hosts().stream().map(host -> host(host, report.mx())).toList());
        fields.put("outcome", outcomes(report.outcomes()));
        return Json.write(fields);
    }

    private static Map<String, Object> host(HostProbe host, MxStatus mx) {
        Optional<SessionSummary> session = host.tellingSession().flatMap(SessionProbe::summary);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", host.host().name());
        fields.put("preference", host.host().preference());
        fields.put("port", host.host().port());
        fields.put("mxProof", Words.mxProof(mx, host.sts().state()));
        fields.put("addresses", Words.addresses(host));
        fields.put("tlsa", orNull(host.tlsa().map(Words::of)));
        fields.put("tlsaRecords", records(host));
        fields.put("dnsDetail", orNull(Words.shortcoming(host.findings())));
        fields.put("sts", Words.of(host.sts().state()));
        fields.put("stsDetail", host.sts().detail());
        putSession(fields, session);
        fields.put("sessions", host.sessions().stream().map(JsonReport::session).toList());
        fields.put("outcome", outcomes(host.outcomes()));
        return fields;
    }

    private static List<String> records(HostProbe host) {
        return host.findings() instanceof Reachable reachable && reachable.tlsa() instanceof TlsaRecords found
                ? found.records().stream().map(TlsaRecord::presentationForm).toList()
                : List.of();
    }

    private static Map<String, Object> session(SessionProbe session) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", session.address());
        putSession(fields, session.summary());
        fields.put("seen", session.seen());
        return fields;
    }

    private static void putSession(Map<String, Object> fields, Optional<SessionSummary> session) {
        fields.put("tls", orNull(session.flatMap(SessionSummary::tlsVersion)));
        fields.put("authentication", orNull(session.map(Words::authentication)));
        fields.put("keyword", orNull(session.flatMap(SessionSummary::keyword)));
    }

    private static Map<String, Object> outcomes(Map<MessageTag, TagOutcome> outcomes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        HopProbe.TAGS.forEach(tag -> fields.put(Words.of(tag), outcome(outcomes.get(tag))));
        return fields;
    }

    private static Map<String, Object> outcome(TagOutcome outcome) {
        boolean known = outcome.decision() != TagOutcome.Decision.UNKNOWN;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("decision", known ? Words.of(outcome.decision()) : null);
        fields.put(
                "status",
                orNull(outcome.status().map(status -> status.enhanced().toString())));
        fields.put("rule", orNull(outcome.rule().map(Enum::name)));
        fields.put("host", orNull(outcome.host()));
        fields.put("reason", outcome.reason());
        return fields;
    }

    private static Object orNull(Optional<?> value) {
        return value.orElse(null);
    }
}
