package org.requiretls.james.bench.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.requiretls.james.mtasts.cache.PolicyCache;
import org.requiretls.james.mtasts.store.PolicyDirectory;
import org.requiretls.james.mtasts.store.PolicyStore;

/** What 100,000 remembered MTA-STS policies take on the disk, in memory, and of the time to start. */
final class StsFigures {

    private static final int POLICIES = 100_000;
    private static final int STARTS = 3;

    private StsFigures() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("sts-figures");
        try {
            PolicyStore store = new PolicyDirectory(directory, Clock.systemUTC());
            try (PolicyCache cache = StsLab.open(store)) {
                long began = System.nanoTime();
                IntStream.range(0, POLICIES)
                        .parallel()
                        .forEach(i -> cache.find(StsLab.domain(i)).join());
                System.out.printf("written with their files: %d policies, %d µs each%n", cache.size(), each(began));
            }
            System.out.printf("octets of a file: %d%n", octets(directory) / POLICIES);
            for (int start = 0; start < STARTS; start++) {
                long heapBefore = heap();
                long began = System.nanoTime();
                try (PolicyCache cache = StsLab.open(store)) {
                    System.out.printf(
                            "start with %d policies: %d ms, %d µs each; octets of heap each: %d%n",
                            cache.size(),
                            Duration.ofNanos(System.nanoTime() - began).toMillis(),
                            each(began),
                            (heap() - heapBefore) / POLICIES);
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static long each(long began) {
        return (System.nanoTime() - began) / 1000 / POLICIES;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long octets(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
