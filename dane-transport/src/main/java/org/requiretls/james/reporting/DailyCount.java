package org.requiretls.james.reporting;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

    /** What the saved count of the present day had seen. */
    private long savedChanges;

    /** Days that are over and not on the disk yet. */
    private final List<Tally> over = new ArrayList<>();

    /** Goes on with what was saved of today. */
    public DailyCount(TallyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        begin(today());
    }

    private void begin(LocalDate day) {
        present = store.load(day);
        savedChanges = present.changes();
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Counts one session now. Nothing is written here: mail does not wait for a disk. */
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
            over.add(present);
            begin(today);
        }
        return present;
    }

    /** Saves what was counted, and closes the day if it is over. */
    public synchronized void save() {
        Tally tally = ofToday();
        over.removeIf(this::save);
        long changes = tally.changes();
        if (changes != savedChanges && save(tally)) {
            savedChanges = changes;
        }
    }

    /** Whether it is on the disk now. */
    private boolean save(Tally tally) {
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
            return true;
        } catch (IOException e) {
            LOGGER.warn(
                    "The counts of {} for TLS reports can't be saved; tried again in a minute. If James stops before,"
                            + " they are lost.",
                    tally.day(),
                    e);
            return false;
        }
    }
}
