package org.requiretls.james.reporting;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.ReportRequest;
import org.requiretls.james.tlsrpt.Submitter;
import org.requiretls.james.tlsrpt.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the days that are over and reports what is due. To be called every now and then, by one thread at a
 * time.
 */
public final class ReportRound {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReportRound.class);

    private final TallyStore store;
    private final Submitter submitter;
    private final ReportTiming timing;
    private final Predicate<String> mayBeToldTo;
    private final DnsLookup dns;
    private final ReportDelivery delivery;
    private final Map<LocalDate, Day> days = new HashMap<>();

    /** @param mayBeToldTo whether a domain may get reports from here at all */
    public ReportRound(
            TallyStore store,
            Submitter submitter,
            ReportTiming timing,
            Predicate<String> mayBeToldTo,
            DnsLookup dns,
            ReportDelivery delivery) {
        this.store = store;
        this.submitter = submitter;
        this.timing = timing;
        this.mayBeToldTo = mayBeToldTo;
        this.dns = dns;
        this.delivery = delivery;
    }

    /** A day that is over, and what is still to be done about it. */
    private record Day(Tally tally, Map<String, Due> due) {}

    /**
     * @param first the first try
     * @param next the next one
     * @param failures tries in vain
     */
    private record Due(Instant first, Instant next, int failures) {}

    /** Reports what is due, one after the other. Stops early, between two reports, when the thread is interrupted. */
    public void run(Instant now) {
        try {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            for (LocalDate day : store.days()) {
                if (day.isBefore(today)) {
                    report(day, now);
                }
            }
        } catch (IOException e) {
            LOGGER.warn("The counts for TLS reports can't be read or noted; tried again in a minute.", e);
        }
    }

    private void report(LocalDate date, Instant now) throws IOException {
        Day day = days.get(date);
        if (day == null) {
            day = open(date);
            days.put(date, day);
        }
        for (Map.Entry<String, Due> each : List.copyOf(day.due().entrySet())) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            if (!each.getValue().next().isAfter(now)) {
                attempt(day, each.getKey(), each.getValue(), now);
            }
        }
        if (day.due().isEmpty()) {
            days.remove(date);
            store.forget(date);
        }
    }

    private Day open(LocalDate date) throws IOException {
        Tally tally = store.load(date);
        Set<String> done = store.done(date);
        Map<String, Due> due = new HashMap<>();
        for (String domain : tally.domains()) {
            if (!done.contains(domain) && mayBeToldTo.test(domain)) {
                Instant first = timing.firstTry(date, domain, submitter.node());
                due.put(domain, new Due(first, first, 0));
            }
        }
        return new Day(tally, due);
    }

    private void attempt(Day day, String domain, Due due, Instant now) throws IOException {
        LocalDate date = day.tally().day();
        try {
            send(new Report(submitter, date, domain, day.tally().of(domain)));
            done(day, domain);
        } catch (ReportNotTakenException e) {
            Due again = new Due(due.first(), timing.nextTry(now, due.failures() + 1), due.failures() + 1);
            if (timing.isOver(due.first(), again.next())) {
                LOGGER.warn(
                        "The TLS report to {} about {} is given up after {} attempts: {}",
                        domain,
                        date,
                        again.failures(),
                        e.getMessage());
                done(day, domain);
            } else {
                LOGGER.info(
                        "The TLS report to {} about {} is tried again at {}: {}",
                        domain,
                        date,
                        again.next(),
                        e.getMessage());
                day.due().put(domain, again);
            }
        }
    }

    private void done(Day day, String domain) throws IOException {
        day.due().remove(domain);
        store.markDone(day.tally().day(), domain);
    }

    /** Returns when the report is delivered, or not wanted. */
    private void send(Report report) throws ReportNotTakenException {
        ReportRequest request = ReportRequest.of(texts(report.domain()));
        if (request instanceof ReportRequest.Wanted wanted) {
            delivery.deliver(report, wanted.targets());
            LOGGER.info("The TLS report to {} about {} is delivered: {}", report.domain(), report.day(), report.id());
        } else if (request instanceof ReportRequest.NotWanted not && not.reason() != ReportRequest.Reason.NO_RECORD) {
            LOGGER.info("{} gets no TLS report: its record can't be used, {}", report.domain(), not.detail());
        }
    }

    private List<String> texts(String domain) throws ReportNotTakenException {
        DnsAnswer<DnsRecord.Txt> answer =
                dns.lookup(ReportRequest.LABELS + domain, RecordType.TXT).join();
        if (answer instanceof DnsAnswer.Failed<DnsRecord.Txt> failed) {
            throw new ReportNotTakenException("whether it wants one can't be looked up: " + failed.reason());
        }
        List<String> texts = new ArrayList<>();
        if (answer instanceof DnsAnswer.Found<DnsRecord.Txt> found) {
            found.records().forEach(record -> texts.add(record.text()));
        }
        return texts;
    }
}
