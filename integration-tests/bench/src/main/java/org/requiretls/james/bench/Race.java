package org.requiretls.james.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.requiretls.james.bench.sink.Count;
import org.requiretls.james.bench.sink.SinkProcess;

/** Runs turns and measures them. */
final class Race {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration LEAST_LIMIT = Duration.ofSeconds(30);
    private static final int AT_A_TIME = 100;
    private static final int SLOWEST_PER_SECOND = 40;
    private static final double MEGABYTE = 1 << 20;

    private final SinkProcess sink;
    private int turns;

    Race(SinkProcess sink) {
        this.sink = sink;
    }

    /** One turn of one sender. */
    Measurement run(Contender contender, Scenario scenario, int messages) throws IOException {
        Turn turn = scenario.turn(++turns, messages);
        int expected = scenario.expected(turn);
        sink.begin(turn.number());
        contender.load(turn);
        if (scenario.stalls()) {
            sink.stall(scenario.firstStalling(), scenario.destinations());
        }
        ProcessTree processes = contender.processes();
        AtomicReference<Duration> before = new AtomicReference<>();
        Measurement result;
        try (MemoryWatch memory = new MemoryWatch(processes)) {
            contender.open(() -> before.set(processes.cpu()));
            Count count = await(expected, limit(expected));
            Duration cpu = processes.cpu().minus(before.get());
            result = new Measurement(
                    rate(count),
                    (double) cpu.toMillis() / Math.max(1, count.messages()),
                    memory.peak() / MEGABYTE,
                    count.duplicates(),
                    expected - count.messages());
        }
        sink.release();
        contender.clear();
        return result;
    }

    /** One message to each destination, some at a time: whatever a sender remembers of them, it has then. */
    void introduce(Contender contender, int destinations) throws IOException {
        for (int first = 0; first < destinations; first += AT_A_TIME) {
            Turn turn = new Turn(++turns, AT_A_TIME, first, AT_A_TIME);
            sink.begin(turn.number());
            contender.load(turn);
            contender.open(() -> {});
            await(AT_A_TIME, LEAST_LIMIT);
            contender.clear();
        }
    }

    /** Whether mail for a destination arrives within a few seconds. */
    boolean delivers(Contender contender, int destination) throws IOException {
        Turn turn = new Turn(++turns, 1, destination, 1);
        sink.begin(turn.number());
        contender.load(turn);
        contender.open(() -> {});
        return await(1, Duration.ofSeconds(8)).messages() == 1;
    }

    private static double rate(Count count) {
        return count.messages() < 2
                ? 0
                : (count.messages() - 1) * 1000.0 / Math.max(1, count.lastAt() - count.firstAt());
    }

    private static Duration limit(int expected) {
        Duration slow = Duration.ofSeconds(expected / SLOWEST_PER_SECOND);
        return slow.compareTo(LEAST_LIMIT) > 0 ? slow : LEAST_LIMIT;
    }

    private Count await(int expected, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        Count count = sink.count();
        while (count.messages() < expected && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL_INTERVAL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted during a turn", e);
            }
            count = sink.count();
        }
        return count;
    }
}
