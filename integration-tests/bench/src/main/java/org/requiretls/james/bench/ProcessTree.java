package org.requiretls.james.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a process and all that it has started have used, as {@code /proc} says (proc(5)). */
record ProcessTree(ProcessHandle root) {

    private static final int MILLIS_PER_TICK = 10;
    private static final int UTIME = 11;
    private static final int CHILDREN_STIME = 14;
    private static final int KILO = 1024;

    static ProcessTree of(long pid) {
        return new ProcessTree(ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("There is no process " + pid + " to be measured")));
    }

    /** Processor time so far, of the living and of those that have ended; a tick, 10 ms, is the unit of the kernel. */
    Duration cpu() {
        long ticks = all().mapToLong(process -> ticks(process.pid())).sum();
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    /** A parent has the time of children that have ended; of those that live, it does not. */
    private static long ticks(long pid) {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long sum = 0;
        for (int field = UTIME; field <= CHILDREN_STIME; field++) {
            sum += Long.parseLong(fields[field]);
        }
        return sum;
    }

    /** Memory in octets at this moment, pages that several processes share counted once. */
    long memory() {
        return all().mapToLong(process -> kilobytes(process.pid(), "smaps_rollup", "Pss:"))
                        .sum()
                * KILO;
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(root), root.descendants());
    }

    private static long kilobytes(long pid, String file, String key) {
        return read(pid, file)
                .lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Processes end while one looks at them. */
    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException gone) {
            return "";
        }
    }
}
