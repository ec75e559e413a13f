package org.requiretls.james.reporting;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.requiretls.james.tlsrpt.SessionResult;
import org.requiretls.james.tlsrpt.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The count of the present day, which begins and ends with the UTC day (RFC 8460 section 4.1). */
public final class DailyCount {

    private static final Logger LOGGER = LoggerFactory.getLogger(DailyCount.class);

    private final TallyStore store;
    private final Clock clock;
    private volatile Tally present;

    /** Goes on with what was saved of today. */
    public DailyCount(TallyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        present = store.load(today());
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Counts one session now. Does not block, but for the first of a day. */
    public void count(String policyDomain, SessionResult result) {
        ofToday().count(policyDomain, result);
    }

    private Tally ofToday() {
        Tally tally = present;
        return tally.day().equals(today()) ? tally : nextDay();
    }

    private synchronized Tally nextDay() {
        LocalDate today = today();
        if (!present.day().equals(today)) {
            Tally over = present;
            present = store.load(today);
            save(over);
        }
        return present;
    }

    /** Saves what was counted, and closes the day if it is over. */
    public synchronized void save() {
        Tally tally = ofToday();
        if (!tally.isEmpty()) {
            save(tally);
        }
    }

    private void save(Tally tally) {
        if (tally.hasOverflowed()) {
            LOGGER.warn(
                    "More domains got mail on {} than TLS reports count; those beyond the first {} get no report.",
                    tally.day(),
                    tally.domains().size());
        }
        try {
            if (!tally.isEmpty()) {
                store.save(tally);
            }
        } catch (IOException e) {
            LOGGER.warn(
                    "The counts of {} for TLS reports can't be saved; tried again in a minute. If James stops before,"
                            + " they are lost.",
                    tally.day(),
                    e);
        }
    }
}
