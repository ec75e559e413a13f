package org.requiretls.james.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.files.OwnDirectory;
import org.requiretls.james.files.WholeFile;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.requiretls.james.tlsrpt.ReportSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of the last weeks, one file each, as they came: whoever wants to know more than we count can read them.
 * Bounded in number, age and size: anybody can send some. What is beyond goes, the oldest of whoever takes the most room
 * first. Safe for use by many threads.
 */
public final class ReportArchive {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReportArchive.class);
    private static final String SUFFIX = ".json";

    private final Path directory;
    private final Bounds bounds;
    private final Clock clock;
    private final Map<String, Kept> reports = new LinkedHashMap<>();

    /**
     * How much is kept.
     *
     * @param reports 1 or more
     * @param age counted from the end of the time that a report covers
     * @param octets of all reports together, in memory about the same as on the disk
     */
    public record Bounds(int reports, Duration age, long octets) {
        public static final Bounds DEFAULT = new Bounds(10_000, Duration.ofDays(60), 32 << 20);
    }

    private record Kept(ReceivedReport report, long octets) {}

    private ReportArchive(Path directory, Bounds bounds, Clock clock) {
        this.directory = directory;
        this.bounds = bounds;
        this.clock = clock;
    }

    /**
     * Opens the archive, and reads what is in it. A file that can't be read is left where it is, and not counted.
     *
     * @throws IOException if there is no such directory, and none can be made
     */
    public static ReportArchive open(Path directory, Bounds bounds, Clock clock) throws IOException {
        ReportArchive archive = new ReportArchive(OwnDirectory.make(directory), bounds, clock);
        WholeFile.deleteUnfinished(directory, clock.instant());
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).forEach(archive::load);
        }
        archive.prune();
        return archive;
    }

    private void load(Path file) {
        try {
            byte[] json = Files.readAllBytes(file);
            reports.put(file.getFileName().toString(), new Kept(ReceivedReport.of(json), json.length));
        } catch (IOException | ReportSyntaxException e) {
            LOGGER.warn("The received TLS report in {} can't be read and is passed over: {}", file, e.getMessage());
        }
    }

    /**
     * Keeps a report. One that came before, by its text, is kept once.
     *
     * @param json as it came
     * @throws IOException if it can't be written, or has no room at all; then it is not counted either
     */
    public synchronized void keep(ReceivedReport report, byte[] json) throws IOException {
        if (json.length > bounds.octets()) {
            throw new IOException("it is larger than all reports together may be, " + bounds.octets() + " octets");
        }
        String name = digest(json) + SUFFIX;
        WholeFile.replace(directory.resolve(name), out -> out.write(json));
        reports.put(name, new Kept(report, json.length));
        prune();
    }

    /** The name of the file must not be the sender's choice. */
    private static String digest(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** All that are kept, the latest last. */
    public synchronized List<ReceivedReport> all() {
        return reports.values().stream()
                .map(Kept::report)
                .filter(report -> !report.end().isBefore(oldest()))
                .sorted(Comparator.comparing(ReceivedReport::end))
                .toList();
    }

    private Instant oldest() {
        return clock.instant().minus(bounds.age());
    }

    private synchronized void prune() {
        Instant oldest = oldest();
        List<String> tooOld = reports.entrySet().stream()
                .filter(each -> each.getValue().report().end().isBefore(oldest))
                .map(Map.Entry::getKey)
                .toList();
        tooOld.forEach(this::remove);
        while (reports.size() > bounds.reports() || octets(reports.values()) > bounds.octets()) {
            remove(oldestOfGreatestReporter());
        }
    }

    /** Whoever sends too much pushes out what he sent himself, and not what others have seen. */
    private String oldestOfGreatestReporter() {
        Map<String, List<Map.Entry<String, Kept>>> byReporter = reports.entrySet().stream()
                .collect(Collectors.groupingBy(each -> reporter(each.getValue().report())));
        return byReporter.values().stream()
                .max(Comparator.comparingLong(
                        all -> octets(all.stream().map(Map.Entry::getValue).toList())))
                .orElseThrow()
                .stream()
                .min(Comparator.comparing(each -> each.getValue().report().end()))
                .orElseThrow()
                .getKey();
    }

    /** By the last two labels of the contact's domain: below his own name anybody has as many as he likes. */
    private static String reporter(ReceivedReport report) {
        String[] labels = report.contact().toLowerCase(Locale.ROOT).split("[.@]");
        return String.join(".", List.of(labels).subList(Math.max(0, labels.length - 2), labels.length));
    }

    private static long octets(Collection<Kept> kept) {
        return kept.stream().mapToLong(Kept::octets).sum();
    }

    private void remove(String name) {
        reports.remove(name);
        delete(directory.resolve(name));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.warn("The old TLS report {} can't be deleted; it is not counted any more.", file, e);
        }
    }
}
