package org.requiretls.james.bench.engine;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
import org.openjdk.jmh.annotations.Warmup;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.CachingDns;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;

/** A domain that is known: MX, A, AAAA and TLSA from the cache. Goal: at most 20 µs, however many domains are kept. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CacheBenchmark {

    @Param({"1000", "100000"})
    public int domains;

    private CachingDns dns;
    private int next;

    @Setup
    public void fill() {
        CacheSettings defaults = CacheSettings.defaults();
        dns = new CachingDns(
                new Instantly(),
                new CacheSettings(defaults.longest(), defaults.longestDenial(), defaults.failure(), 1L << 30),
                Clock.systemUTC());
        for (int i = 0; i < domains; i++) {
            lookUp(i);
        }
    }

    /** Any of the domains, as far from the one before as can be. */
    @Benchmark
    public int domain() {
        next = (next + 7919) % domains;
        return lookUp(next);
    }

    private int lookUp(int number) {
        String domain = "d" + number + ".example.test";
        String host = "mx." + domain;
        int records = count(dns.lookup(domain, RecordType.MX)) + count(dns.lookup(host, RecordType.A));
        return records
                + count(dns.lookup(host, RecordType.AAAA))
                + count(dns.lookup("_25._tcp." + host, RecordType.TLSA));
    }

    private static int count(CompletableFuture<? extends DnsAnswer<?>> lookup) {
        return ((DnsAnswer.Found<?>) lookup.join()).records().size();
    }

    /** Answers at once, with the same record whatever the type: the cache does not look at it. */
    private static final class Instantly implements DnsLookup {

        @Override
        @SuppressWarnings("unchecked")
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            DnsRecord.Tlsa record = new DnsRecord.Tlsa(3, 1, 1, new byte[32]);
            return CompletableFuture.completedFuture(
                    (DnsAnswer<R>) new DnsAnswer.Found<>(List.of(record), SecurityStatus.SECURE, List.of(), 3600));
        }
    }
}
