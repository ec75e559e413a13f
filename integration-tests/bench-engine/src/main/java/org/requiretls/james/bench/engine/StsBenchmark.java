package org.requiretls.james.bench.engine;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.cache.PolicyCache;
import org.requiretls.james.mtasts.store.PolicyStore;

/**
 * The MTA-STS policy of a domain that is known, its TXT record looked at in the DNS cache. Goal: at most 1 µs, however
 * many policies are remembered.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StsBenchmark {

    @Param({"1000", "100000"})
    public int domains;

    private PolicyCache policies;
    private int next;

    @Setup
    public void fill() throws IOException {
        policies = StsLab.open(PolicyStore.none());
        for (int i = 0; i < domains; i++) {
            policies.find(StsLab.domain(i)).join();
        }
    }

    @TearDown
    public void close() {
        policies.close();
    }

    /** Any of the domains, as far from the one before as can be. */
    @Benchmark
    public StsFinding policy() {
        next = (next + 7919) % domains;
        return policies.find(StsLab.domain(next)).join();
    }
}
