package org.requiretls.james.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.ResultType;
import org.requiretls.james.tlsrpt.SessionResult.Failure;
import org.requiretls.james.tlsrpt.SessionResult.Success;
import org.requiretls.james.tlsrpt.Submitter;
import org.requiretls.james.tlsrpt.Tally;

class TallyStoreTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Submitter SUBMITTER = new Submitter("O", "tls@out.example", "n1");

    @TempDir
    private Path directory;

    private TallyStore store;
    private final Tally tally = new Tally(DAY, Tally.Limits.DEFAULT);

    @BeforeEach
    void open() throws IOException {
        store = new TallyStore(directory.resolve("deep/er"), SUBMITTER);
        tally.count(
                "d.example", new Success(AppliedPolicy.tlsa("mx.d.example", List.of("3 0 0 " + "ab".repeat(5000)))));
        tally.count(
                "d.example",
                new Failure(
                        AppliedPolicy.sts("d.example", List.of("version: STSv1", "\u0000\"}"), List.of("*.d.example")),
                        new FailureDetail(
                                ResultType.VALIDATION_FAILURE,
                                Optional.of("192.0.2.1"),
                                Optional.of("mx.d.example"),
                                Optional.of("he\u00ffllo"),
                                Optional.of("2001:db8::1"),
                                Optional.of("handshake_failure"))));
        tally.count("e.example", new Success(AppliedPolicy.none("e.example")));
    }

    private void assertSame(Tally loaded) {
        assertThat(loaded.domains()).isEqualTo(tally.domains());
        tally.domains().forEach(domain -> assertThat(loaded.of(domain)).isEqualTo(tally.of(domain)));
    }

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        store.save(tally);

        assertSame(store.load(DAY));
        assertSame(new TallyStore(directory.resolve("deep/er"), SUBMITTER).load(DAY));
        assertThat(store.days()).containsExactly(DAY);
    }

    @Test
    void replacesWhatWasThereBefore() throws IOException {
        store.save(tally);
        tally.count("f.example", new Success(AppliedPolicy.none("f.example")));
        store.save(tally);

        assertSame(store.load(DAY));
    }

    @Test
    void hasNothingOfOtherDays() throws IOException {
        store.save(tally);

        assertThat(store.load(DAY.plusDays(1)).isEmpty()).isTrue();
        assertThat(store.done(DAY.plusDays(1))).isEmpty();
    }

    @Test
    void setsAsideWhatCannotBeReadAndKeepsWhatCould() throws IOException {
        store.save(tally);
        Path file = directory.resolve("deep/er/2026-11-25.tally");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));

        Tally loaded = store.load(DAY);

        assertThat(loaded.domains()).containsExactly("d.example");
        assertThat(loaded.of("d.example")).isEqualTo(tally.of("d.example"));
        assertThat(directory.resolve("deep/er/2026-11-25.tally.unreadable")).exists();
    }

    /** The domains of the other lines would get no report. */
    @Test
    void losesOneLineAndNoDay() throws IOException {
        store.save(tally);
        Path file = directory.resolve("deep/er/2026-11-25.tally");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of(lines.get(0).replace("\"d.example\"", "[]"), lines.get(1)));

        assertThat(store.load(DAY).domains()).containsExactly("e.example");

        assertThat(store.days()).containsExactly(DAY);
        assertThat(store.load(DAY).of("e.example")).isEqualTo(tally.of("e.example"));
    }

    @Test
    void survivesAFileOfRubbish() throws IOException {
        Files.write(directory.resolve("deep/er/2026-11-25.tally"), new byte[] {(byte) 0xff, 0, '\n', (byte) 0xc3});

        assertThat(store.load(DAY).isEmpty()).isTrue();
        store.save(tally);
        assertSame(store.load(DAY));
    }

    @Test
    void remembersWhoIsDoneWith() throws IOException {
        store.save(tally);
        store.markDone(DAY, "d.example");
        store.markDone(DAY, "e.example");

        assertThat(store.done(DAY)).containsExactlyInAnyOrder("d.example", "e.example");
        store.forget(DAY);
        assertThat(store.days()).isEmpty();
        assertThat(store.done(DAY)).isEmpty();
        assertThat(directory.resolve("deep/er")).isEmptyDirectory();
    }

    @Test
    void leavesOtherFilesAlone() throws IOException {
        Files.write(directory.resolve("deep/er/notes.tally"), "x".getBytes(StandardCharsets.UTF_8));

        assertThat(store.days()).isEmpty();
    }
}
