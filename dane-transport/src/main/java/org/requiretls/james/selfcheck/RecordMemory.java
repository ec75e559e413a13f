package org.requiretls.james.selfcheck;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.requiretls.james.dane.TlsaRecord;

/**
 * What looks at the same domain found one after the other, as far as it still matters: caches keep what is not
 * published any more (RFC 7671 section 8).
 */
public record RecordMemory(List<RememberedRecords> sets) {

    public static final RecordMemory EMPTY = new RecordMemory(List.of());

    private static final int FIELDS = 5;
    private static final String STILL_OUT = "-";

    public RecordMemory {
        sets = List.copyOf(sets);
    }

    /** With what this look found; what no cache can have any more is forgotten. */
    public RecordMemory with(OwnDomain domain, Instant now) {
        RecordMemory memory = this;
        for (OwnDomain.OwnHost host : domain.hosts()) {
            if (host.tlsa() instanceof TlsaAnswer.Signed signed) {
                memory = memory.with(OwnNames.ofTlsa(signed.base(), host.port()), signed, now);
            } else if (host.tlsa() instanceof TlsaAnswer.Absent
                    && host.unreachable().isEmpty()) {
                memory = memory.without(OwnNames.ofTlsa(host.name(), host.port()), now);
            }
        }
        return new RecordMemory(memory.sets().stream()
                .filter(each -> each.isPublished() || each.mayBeCached(now))
                .toList());
    }

    private RecordMemory with(String name, TlsaAnswer.Signed found, Instant now) {
        List<RememberedRecords> updated = new ArrayList<>();
        boolean known = false;
        for (RememberedRecords each : sets) {
            boolean present = each.name().equals(name) && each.isPublished();
            boolean same = present && each.holds(found.records());
            known = known || same;
            updated.add(present && !same ? each.goneBy(now) : each);
        }
        if (!known) {
            Duration ttl = found.times().map(times -> times.originalTtl()).orElse(RecordExamination.LONGEST_TTL);
            updated.add(new RememberedRecords(name, found.records(), ttl, now, Optional.empty()));
        }
        return new RecordMemory(updated);
    }

    private RecordMemory without(String name, Instant now) {
        return new RecordMemory(sets.stream()
                .map(each -> each.name().equals(name) && each.isPublished() ? each.goneBy(now) : each)
                .toList());
    }

    /**
     * Reads what {@link #lines} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static RecordMemory parse(List<String> lines) {
        return new RecordMemory(lines.stream()
                .filter(line -> !line.isBlank())
                .map(RecordMemory::set)
                .toList());
    }

    /** One for each set: name, since, until, TTL, records. */
    public List<String> lines() {
        return sets.stream().map(RecordMemory::line).toList();
    }

    private static String line(RememberedRecords set) {
        return String.join(
                " ",
                set.name(),
                set.since().toString(),
                set.until().map(Instant::toString).orElse(STILL_OUT),
                set.ttl().toString(),
                set.records().stream()
                        .map(record -> record.presentationForm().replace(' ', ':'))
                        .collect(Collectors.joining(",")));
    }

    private static RememberedRecords set(String line) {
        String[] fields = line.strip().split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("'" + line + "' is not of " + FIELDS + " words");
        }
        try {
            return new RememberedRecords(
                    fields[0],
                    Arrays.stream(fields[4].split(","))
                            .map(RecordMemory::record)
                            .toList(),
                    Duration.parse(fields[3]),
                    Instant.parse(fields[1]),
                    fields[2].equals(STILL_OUT) ? Optional.empty() : Optional.of(Instant.parse(fields[2])));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + line + "': " + e.getMessage(), e);
        }
    }

    private static TlsaRecord record(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("'" + text + "' is no TLSA record");
        }
        return new TlsaRecord(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                HexFormat.of().parseHex(parts[3]));
    }
}
