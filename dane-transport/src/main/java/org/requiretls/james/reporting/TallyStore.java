package org.requiretls.james.reporting;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.ReportSyntaxException;
import org.requiretls.james.tlsrpt.Submitter;
import org.requiretls.james.tlsrpt.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tallies on disk: for each day a file with one line for each domain, which is the report that it would get now,
 * and beside it a list of the domains that are done with. Files rather than a database, since a day is written whole
 * and read once.
 *
 * <p>A file that can't be read is set aside under another name and never stops anything: counts are worth less than
 * mail.
 */
public final class TallyStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(TallyStore.class);
    private static final String TALLY = ".tally";
    private static final String DONE = ".done";
    private static final String SET_ASIDE = ".unreadable";

    private final Path directory;
    private final Submitter submitter;

    /** @throws IOException if there is no such directory and none can be made */
    public TallyStore(Path directory, Submitter submitter) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.submitter = submitter;
    }

    private Path file(LocalDate day, String suffix) {
        return directory.resolve(day + suffix);
    }

    /** Writes the whole tally in place of what was written before; whoever reads sees one or the other. */
    public void save(Tally tally) throws IOException {
        Path target = file(tally.day(), TALLY);
        Path beside = file(tally.day(), TALLY + ".new");
        try (BufferedWriter out = Files.newBufferedWriter(beside)) {
            for (String domain : tally.domains()) {
                out.write(new Report(submitter, tally.day(), domain, tally.of(domain)).line());
                out.write('\n');
            }
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The tally of a day as far as it was saved and can be read. */
    public Tally load(LocalDate day) {
        Tally tally = new Tally(day, Tally.Limits.DEFAULT);
        Path file = file(day, TALLY);
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                add(line, tally);
            }
        } catch (NoSuchFileException e) {
            return tally;
        } catch (IOException | RuntimeException | ReportSyntaxException e) {
            setAside(file, e);
        }
        return tally;
    }

    /** Our own report id names the domain. */
    private static void add(String line, Tally tally) throws ReportSyntaxException {
        ReceivedReport report = ReceivedReport.of(line.getBytes(StandardCharsets.UTF_8));
        Report.domainOf(report.id()).ifPresent(domain -> report.policies().forEach(count -> tally.add(domain, count)));
    }

    private static void setAside(Path file, Exception why) {
        Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
        LOGGER.warn(
                "The counts for TLS reports in {} can't be read to the end. The file is set aside as {}, counting goes on"
                        + " from what could be read.",
                file,
                aside.getFileName(),
                why);
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.warn("{} can't be renamed either.", file, e);
        }
    }

    /** Days that something was saved for, oldest first. */
    public List<LocalDate> days() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(TALLY))
                    .flatMap(name -> day(name.substring(0, name.length() - TALLY.length())).stream())
                    .sorted()
                    .toList();
        }
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Domains that need nothing more about that day. */
    public Set<String> done(LocalDate day) throws IOException {
        try (Stream<String> lines = Files.lines(file(day, DONE))) {
            return new HashSet<>(lines.toList());
        } catch (NoSuchFileException e) {
            return new HashSet<>();
        }
    }

    /** Notes that a domain has its report, or is not to have one. */
    public void markDone(LocalDate day, String domain) throws IOException {
        Files.writeString(file(day, DONE), domain + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Deletes a day that is done with. */
    public void forget(LocalDate day) throws IOException {
        Files.deleteIfExists(file(day, TALLY));
        Files.deleteIfExists(file(day, DONE));
    }
}
