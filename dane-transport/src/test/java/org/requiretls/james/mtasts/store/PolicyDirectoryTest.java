package org.requiretls.james.mtasts.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;

class PolicyDirectoryTest {

    private static final Instant NOW = Instant.parse("2026-11-25T22:00:00.123Z");
    private static final String TEXT =
            "version: STSv1\nmode: enforce\nmx: mx.good.test\nmx: *.good.test\nmax_age: 86400\n";

    private Path directory;
    private PolicyStore store;

    @BeforeEach
    void store(@TempDir Path folder) {
        directory = folder.resolve("var").resolve("mta-sts");
        store = new PolicyDirectory(directory, Clock.systemUTC());
    }

    private static StoredPolicy stored(String domain, String id) {
        PolicyReading.Valid policy = (PolicyReading.Valid) PolicyParser.parse(TEXT.getBytes(StandardCharsets.UTF_8));
        return new StoredPolicy(
                new CachedPolicy(new PolicyDomain(domain), id, policy.policy(), NOW), NOW.plusSeconds(5));
    }

    private Path file(String domain) {
        return directory.resolve(domain + ".sts");
    }

    @Test
    void isEmptyBeforeAnythingIsKept() throws IOException {
        assertThat(store.load().policies()).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    @Covers("R8461-3.3-15")
    void givesBackWhatItKeeps() throws IOException {
        String longest = ("a".repeat(60) + ".").repeat(4) + "a";
        store.save(stored("good.test", "1"));
        store.save(stored("xn--bcher-kva.example", "2"));
        store.save(stored(longest, "3"));

        PolicyStore.Contents contents = new PolicyDirectory(directory, Clock.systemUTC()).load();

        assertThat(contents.damages()).isEmpty();
        assertThat(contents.policies())
                .containsExactlyInAnyOrder(
                        stored("good.test", "1"), stored("xn--bcher-kva.example", "2"), stored(longest, "3"));
    }

    /** What a policy host may send at the most must not be damage after a restart. */
    @Test
    void givesBackThePolicyOfTheGreatestLength() throws IOException {
        String longest = TEXT + "x: " + "y".repeat(PolicyParser.MOST_OCTETS - TEXT.length() - 3);
        PolicyReading.Valid valid = (PolicyReading.Valid) PolicyParser.parse(longest.getBytes(StandardCharsets.UTF_8));
        StoredPolicy stored =
                new StoredPolicy(new CachedPolicy(new PolicyDomain("good.test"), "1", valid.policy(), NOW), NOW);
        store.save(stored);

        assertThat(store.load().policies()).containsExactly(stored);
    }

    @Test
    void keepsTheLastOfADomainOnly() throws IOException {
        store.save(stored("good.test", "1"));
        store.save(stored("good.test", "2"));

        assertThat(store.load().policies()).containsExactly(stored("good.test", "2"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file("good.test"));
        }
    }

    @Test
    void forgetsWhatIsDeleted() throws IOException {
        store.save(stored("good.test", "1"));
        store.delete(new PolicyDomain("good.test"));
        store.delete(new PolicyDomain("never.test"));

        assertThat(store.load().policies()).isEmpty();
    }

    /** Every file that lacks its end, down to nothing: what a disk that ran full may leave. */
    @Test
    void believesNoFileThatLacksItsEnd() throws IOException {
        store.save(stored("good.test", "1"));
        byte[] whole = Files.readAllBytes(file("good.test"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file("good.test"), Arrays.copyOf(whole, length));

            PolicyStore.Contents contents = store.load();

            assertThat(contents.policies()).as("the first %d octets", length).isEmpty();
            assertThat(contents.damages()).hasSize(1);
        }
    }

    /** Every file with one bit turned over. */
    @Test
    void believesNoFileWithAnOctetChanged() throws IOException {
        store.save(stored("good.test", "1"));
        byte[] whole = Files.readAllBytes(file("good.test"));
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file("good.test"), changed);

            assertThat(store.load().policies()).as("octet %d", at).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "requiretls-mta-sts-1 0\n", "requiretls-mta-sts-2 0\ndomain: good.test\n"})
    void setsAsideWhatIsDamagedAndKeepsTheRest(String text) throws IOException {
        store.save(stored("good.test", "1"));
        store.save(stored("other.test", "1"));
        Files.writeString(file("good.test"), text);

        PolicyStore.Contents contents = store.load();

        assertThat(contents.policies()).containsExactly(stored("other.test", "1"));
        PolicyStore.Damage damage = contents.damages().get(0);
        assertThat(damage.domain()).isEqualTo(Optional.of(new PolicyDomain("good.test")));
        assertThat(damage.file()).hasContent(text).hasFileName("good.test.sts.damaged");
        assertThat(file("good.test")).doesNotExist();
        assertThat(store.load().damages()).isEmpty();
    }

    @Test
    void takesNoPolicyFromAnotherDomainsFile() throws IOException {
        store.save(stored("good.test", "1"));
        Files.move(file("good.test"), file("bank.test"));

        PolicyStore.Contents contents = store.load();

        assertThat(contents.policies()).isEmpty();
        assertThat(contents.damages().get(0).reason()).contains("good.test");
    }

    @Test
    void setsAsideAFileWithoutADomainsName() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("not a domain.sts"), "x");

        assertThat(store.load().damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage.domain()).isEmpty());
    }

    @Test
    void setsAsideADirectoryInAFilesPlace() throws IOException {
        Files.createDirectories(file("good.test"));

        assertThat(store.load().damages()).hasSize(1);
        store.save(stored("good.test", "1"));
        assertThat(store.load().policies()).hasSize(1);
    }

    @Test
    void clearsAwayWhatAStoppedProcessLeftButNotWhatIsBeingWritten() throws IOException {
        Files.createDirectories(directory);
        Path old = Files.writeString(directory.resolve("new-1.tmp"), "x");
        Path current = Files.writeString(directory.resolve("new-2.tmp"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        store.load();

        assertThat(old).doesNotExist();
        assertThat(current).exists();
    }

    @Test
    void saysThatItIsNoDirectory() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.writeString(directory, "a file");

        assertThatThrownBy(() -> store.load()).isInstanceOf(IOException.class).hasMessageContaining("mta-sts");
        assertThatThrownBy(() -> store.save(stored("good.test", "1"))).isInstanceOf(IOException.class);
    }
}
