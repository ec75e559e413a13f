package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.requiretls.james.dns.DnssecSelfTest.Result;

class DnssecWatchTest {

    private static final Result WORKS = new Result.Works("works");
    private static final Result OFF = new Result.ValidationOff("off");
    private static final Result UNKNOWN = new Result.NoAnswer("no answer");

    private final Deque<Result> results = new ArrayDeque<>();
    private final List<Runnable> later = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private int tests;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final DnssecWatch watch = new DnssecWatch(
            () -> {
                tests++;
                return CompletableFuture.completedFuture(results.remove());
            },
            later::add,
            clock);

    @Test
    void startTestsOnceWhereThereIsAResult() {
        results.add(OFF);

        watch.start();

        assertThat(tests).isOne();
        assertThat(later).isEmpty();
    }

    @Test
    void startTestsAgainUntilThereIsAnAnswer() {
        results.addAll(List.of(UNKNOWN, UNKNOWN, WORKS));

        watch.start();
        later.remove(0).run();
        later.remove(0).run();

        assertThat(tests).isEqualTo(3);
        assertThat(later).isEmpty();
        assertThat(watch.current().join()).isSameAs(WORKS);
    }

    @Test
    void startDoesNotWait() {
        CompletableFuture<Result> pending = new CompletableFuture<>();
        DnssecWatch waiting = new DnssecWatch(() -> pending, later::add, clock);

        waiting.start();

        assertThat(pending).isNotDone();
    }

    @Test
    void aGoodResultCountsForAWhile() {
        results.addAll(List.of(WORKS, OFF));
        watch.start();

        now = now.plus(DnssecWatch.GOOD_FOR).minusSeconds(1);
        assertThat(watch.current().join()).isSameAs(WORKS);
        assertThat(tests).isOne();

        now = now.plusSeconds(1);
        assertThat(watch.current().join()).isSameAs(OFF);
    }

    @Test
    void aClockThatWasSetBackMakesNoResultLastLonger() {
        results.addAll(List.of(WORKS, OFF));
        watch.start();

        now = now.minus(Duration.ofDays(1));

        assertThat(watch.current().join()).isSameAs(OFF);
    }

    @Test
    void aBadResultIsTestedAgainEachTime() {
        results.addAll(List.of(OFF, OFF, WORKS));
        watch.start();

        assertThat(watch.current().join()).isSameAs(OFF);
        assertThat(watch.current().join()).isSameAs(WORKS);
    }

    @Test
    void aDefectOfTheTestIsNoResult() {
        DnssecWatch failing = new DnssecWatch(
                () -> CompletableFuture.failedFuture(new IllegalStateException("defect")), later::add, clock);

        assertThat(failing.current().join())
                .isInstanceOf(Result.NoAnswer.class)
                .extracting(Result::sentence)
                .asString()
                .contains("could not be tested", "defect");
    }

    @Test
    void afterTheEndNothingIsTested() {
        results.add(UNKNOWN);
        watch.start();
        watch.close();

        later.remove(0).run();

        assertThat(tests).isOne();
        assertThat(later).isEmpty();
        assertThat(watch.current().join()).isInstanceOf(Result.NoAnswer.class);
    }
}
