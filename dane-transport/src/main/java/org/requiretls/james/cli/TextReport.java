package org.requiretls.james.cli;

import java.util.List;
import java.util.stream.Stream;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.dane.UnusableTlsa;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.HopProbe;
import org.requiretls.james.hop.ProbeReport;
import org.requiretls.james.hop.ProbeReport.HostProbe;
import org.requiretls.james.hop.ProbeReport.SessionProbe;
import org.requiretls.james.hop.TagOutcome;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaRecords;

/** A report for people: a block for the domain, one for each host, and last what would become of a message. */
final class TextReport {

    private static final String STEP = "  %-11s %s%n";

    private final StringBuilder text = new StringBuilder();

    private TextReport() {}

    static String of(ProbeReport report) {
        TextReport out = new TextReport();
        out.domain(report);
        report.hosts().forEach(host -> out.host(host, report.mx()));
        out.text.append(String.format("%nA message to %s%n", report.domain()));
        HopProbe.TAGS.forEach(
                tag -> out.step(Words.of(tag), inFull(report.outcomes().get(tag))));
        return out.text.toString().stripTrailing();
    }

    private void domain(ProbeReport report) {
        text.append(String.format("%s%n", report.domain()));
        step("MX", Words.of(report.mx()) + ", hosts: " + report.hosts().size());
    }

    private void host(HostProbe host, MxStatus mx) {
        text.append(String.format(
                "%n%s, preference %d, port %d%n",
                host.host().name(), host.host().preference(), host.host().port()));
        step("MX proof", Words.mxProof(mx, host.sts().state()));
        List<String> addresses = Words.addresses(host);
        step("addresses", addresses.isEmpty() ? "none" : String.join(", ", addresses));
        step(
                "TLSA",
                host.tlsa().map(Words::of).orElse("not asked")
                        + Words.shortcoming(host.findings())
                                .map(why -> " (" + why + ")")
                                .orElse(""));
        records(host).forEach(record -> step("", record));
        step("MTA-STS", Words.of(host.sts().state()) + " (" + host.sts().detail() + ")");
        if (host.sessions().isEmpty()) {
            step("session", "none was opened");
        }
        host.sessions().forEach(this::session);
        HopProbe.TAGS.forEach(tag -> step(Words.of(tag), inShort(host.outcomes().get(tag))));
    }

    private static Stream<String> records(HostProbe host) {
        if (!(host.findings() instanceof Reachable reachable && reachable.tlsa() instanceof TlsaRecords found)) {
            return Stream.empty();
        }
        TlsaSet set = found.set();
        return Stream.concat(
                set.usable().stream().map(record -> record + " at " + found.base()),
                set.unusable().stream().map(UnusableTlsa::describe));
    }

    private void session(SessionProbe session) {
        step(
                "session",
                session.address() + session.summary().map(TextReport::offer).orElse(""));
        step("", session.seen());
    }

    private static String offer(SessionSummary session) {
        return session.cipherSuite().map(suite -> ", " + suite).orElse("")
                + (session.keyword().orElse(false) ? ", REQUIRETLS offered" : ", REQUIRETLS not offered");
    }

    /** The evidence stands above already. */
    private static String inShort(TagOutcome outcome) {
        String decision = Words.of(outcome.decision());
        return outcome.rule()
                .map(rule -> decision + statusOfRefusal(outcome) + ": " + rule.meaning() + " [" + rule + ", "
                        + rule.reference() + "]")
                .orElse(decision + ": " + outcome.reason());
    }

    private static String statusOfRefusal(TagOutcome outcome) {
        return outcome.isDelivered()
                ? ""
                : outcome.status().map(status -> " " + status).orElse("");
    }

    /** A refusal in the words that log, queue and bounce would have for it. */
    private static String inFull(TagOutcome outcome) {
        if (outcome.isDelivered()) {
            return inShort(outcome) + outcome.host().map(host -> ", by " + host).orElse("");
        }
        return Words.of(outcome.decision()) + ": " + outcome.reason();
    }

    private void step(String name, String value) {
        text.append(String.format(STEP, name, value));
    }
}
