package org.requiretls.james.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.requiretls.james.dns.DnssecSelfTest.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether DNSSEC validation works, found out at start-up and whenever somebody asks. Each change is told in the log.
 * Mail goes on meanwhile: what is missing then is the protection of domains with TLSA records, or mail for them waits.
 * Thread-safe.
 */
final class DnssecWatch implements AutoCloseable {

    /**
     * So that a health check every minute does not ask the same names every minute; and since the DNS library writes a
     * stack trace into the log each time that it refuses the broken name.
     */
    static final Duration GOOD_FOR = Duration.ofHours(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(DnssecWatch.class);

    private final Supplier<CompletableFuture<Result>> test;
    private final Executor later;
    private final Clock clock;
    private Finding latest;
    private boolean closed;

    private record Finding(Result result, Instant when) {

        boolean isStillGood(Instant now) {
            return result instanceof Result.Works && !now.isBefore(when) && now.isBefore(when.plus(GOOD_FOR));
        }
    }

    /**
     * @param later waits a while before it runs a task
     */
    DnssecWatch(Supplier<CompletableFuture<Result>> test, Executor later, Clock clock) {
        this.test = test;
        this.later = later;
        this.clock = clock;
    }

    /** Tests without waiting for the result, and again later as long as there is none: the network may come up late. */
    void start() {
        test().thenAccept(result -> {
            if (result instanceof Result.NoAnswer && !isClosed()) {
                later.execute(this::start);
            }
        });
    }

    /** What is known from the last hour if all was well, or else from a test now. */
    CompletableFuture<Result> current() {
        Finding known = latest();
        return known != null && known.isStillGood(clock.instant())
                ? CompletableFuture.completedFuture(known.result())
                : test();
    }

    private CompletableFuture<Result> test() {
        if (isClosed()) {
            return CompletableFuture.completedFuture(
                    new Result.NoAnswer("DNSSEC validation could not be tested: the delivery has ended."));
        }
        return test.get()
                .exceptionally(thrown -> {
                    LOGGER.error("The test of DNSSEC validation has a defect", thrown);
                    return new Result.NoAnswer("DNSSEC validation could not be tested: " + thrown);
                })
                .thenApply(result -> {
                    if (isNews(result)) {
                        tell(result);
                    }
                    return result;
                });
    }

    private synchronized boolean isNews(Result result) {
        boolean news = !closed && (latest == null || latest.result().getClass() != result.getClass());
        latest = new Finding(result, clock.instant());
        return news;
    }

    private static void tell(Result result) {
        if (result instanceof Result.Works) {
            LOGGER.info("{}", result.sentence());
        } else if (result instanceof Result.NoAnswer) {
            LOGGER.warn("{}", result.sentence());
        } else {
            LOGGER.error("{}", result.sentence());
        }
    }

    private synchronized Finding latest() {
        return latest;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** No more tests. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
