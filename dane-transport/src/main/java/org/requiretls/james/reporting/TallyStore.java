package org.requiretls.james.reporting;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.requiretls.james.files.OwnDirectory;
import org.requiretls.james.files.WholeFile;
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
        this.directory = OwnDirectory.make(directory);
        this.submitter = submitter;
        WholeFile.deleteUnfinished(directory, Clock.systemUTC().instant());
    }

    private Path file(LocalDate day, String suffix) {
        return directory.resolve(day + suffix);
    }

    /** Writes the whole tally in place of what was written before; whoever reads sees one or the other. */
    public void save(Tally tally) throws IOException {
        WholeFile.replace(file(tally.day(), TALLY), out -> {
            for (String domain : tally.domains()) {
                out.write(line(tally, domain).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private String line(Tally tally, String domain) {
        return new Report(submitter, tally.day(), domain, tally.of(domain)).line() + "\n";
    }

    /** The tally of a day as far as it was saved and can be read: a line that can't be takes no other one with it. */
    public Tally load(LocalDate day) {
        Tally tally = new Tally(day, Tally.Limits.DEFAULT);
        Path file = file(day, TALLY);
        List<Exception> troubles = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line, tally).ifPresent(troubles::add);
            }
        } catch (NoSuchFileException e) {
            return tally;
        } catch (IOException e) {
            troubles.add(e);
        }
        if (!troubles.isEmpty()) {
            setAside(tally, file, troubles.get(0));
        }
        return tally;
    }

    /** Our own report id names the domain. */
    private static Optional<Exception> add(String line, Tally tally) {
        try {
            ReceivedReport report = ReceivedReport.of(line.getBytes(StandardCharsets.UTF_8));
            Optional<String> domain = Report.domainOf(report.id());
            domain.ifPresent(name -> report.policies().forEach(count -> tally.add(name, count)));
            return domain.isPresent() ? Optional.empty() : Optional.of(new IOException("an id that is none of ours"));
        } catch (ReportSyntaxException e) {
            return Optional.of(e);
        }
    }

    /** What could be read stays in the file's place, so that its domains get their reports. */
    private void setAside(Tally readable, Path file, Exception why) {
        Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
        LOGGER.warn(
                "Not all of the counts for TLS reports in {} can be read. The file is set aside as {}, counting goes on"
                        + " from what could be read, {} domains.",
                file,
                aside.getFileName(),
                readable.domains().size(),
                why);
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            save(readable);
        } catch (IOException e) {
            LOGGER.warn("{} can't be replaced by what could be read of it.", file, e);
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
