package org.requiretls.james.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.SessionResult;
import org.requiretls.james.tlsrpt.SessionResult.Success;
import org.requiretls.james.tlsrpt.Submitter;

class DailyCountTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 11, 25);
    private static final SessionResult SUCCESS = new Success(AppliedPolicy.none("d.example"));

    @TempDir
    private Path directory;

    private TallyStore store;
    private Instant now = Instant.parse("2026-11-25T23:59:59.999Z");

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @BeforeEach
    void open() throws IOException {
        store = new TallyStore(directory, new Submitter("O", "tls@out.example", "n1"));
    }

    private long saved(LocalDate day) {
        return store.load(day).of("d.example").stream()
                .mapToLong(count -> count.successes())
                .sum();
    }

    @Test
    @Covers("R8460-4.1-01")
    void changesTheDayAtMidnightInUtc() {
        DailyCount count = new DailyCount(store, clock);
        count.count("d.example", SUCCESS);
        now = Instant.parse("2026-11-26T00:00:00Z");
        count.count("d.example", SUCCESS);
        count.count("d.example", SUCCESS);
        count.save();

        assertThat(saved(FIRST)).isEqualTo(1);
        assertThat(saved(FIRST.plusDays(1))).isEqualTo(2);
    }

    @Test
    void closesADayOnWhichNothingFollows() {
        DailyCount count = new DailyCount(store, clock);
        count.count("d.example", SUCCESS);
        now = Instant.parse("2026-11-26T00:00:00Z");
        count.save();

        assertThat(saved(FIRST)).isEqualTo(1);
        assertThat(saved(FIRST.plusDays(1))).isZero();
    }

    @Test
    void goesOnAfterARestart() {
        DailyCount before = new DailyCount(store, clock);
        before.count("d.example", SUCCESS);
        before.save();
        DailyCount after = new DailyCount(store, clock);
        after.count("d.example", SUCCESS);
        after.save();

        assertThat(saved(FIRST)).isEqualTo(2);
    }

    @Test
    void leavesNoFileOfAnIdleDay() throws IOException {
        new DailyCount(store, clock).save();

        assertThat(store.days()).isEmpty();
    }

    @Test
    void doesNotWriteWhatIsWrittenAlready() throws IOException {
        DailyCount count = new DailyCount(store, clock);
        count.count("d.example", SUCCESS);
        count.save();
        Path file = directory.resolve("2026-11-25.tally");
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file, longAgo);
        count.save();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
        count.count("d.example", SUCCESS);
        count.save();

        assertThat(saved(FIRST)).isEqualTo(2);
    }

    @Test
    void savesADayThatIsOverAsSoonAsItCan() throws IOException {
        DailyCount count = new DailyCount(store, clock);
        Path obstacle = Files.createDirectories(directory.resolve("2026-11-25.tally/in the way"));
        count.count("d.example", SUCCESS);
        now = Instant.parse("2026-11-26T00:00:00Z");
        count.count("d.example", SUCCESS);
        count.save();
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        count.save();

        assertThat(saved(FIRST)).isEqualTo(1);
        assertThat(saved(FIRST.plusDays(1))).isEqualTo(1);
    }

    @Test
    void goesOnCountingWhereNothingCanBeSaved() throws IOException {
        DailyCount count = new DailyCount(store, clock);
        Path obstacle = Files.createDirectories(directory.resolve("2026-11-25.tally/in the way"));
        count.count("d.example", SUCCESS);
        count.save();
        assertThat(obstacle).exists();
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        count.count("d.example", SUCCESS);
        count.save();

        assertThat(saved(FIRST)).isEqualTo(2);
    }
}
