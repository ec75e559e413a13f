package org.requiretls.james.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.dane.Lab.ISSUING;
import static org.requiretls.james.dane.Lab.NAMES;
import static org.requiretls.james.dane.Lab.NOW;
import static org.requiretls.james.dane.Lab.ROOT;
import static org.requiretls.james.dane.Lab.SERVER;
import static org.requiretls.james.dane.Lab.STRANGER;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;

/** What has to hold for any records and any chain; random, but the same on each run. */
class DanePropertiesTest {

    private static final long SEED = 20_260_101;
    private static final int ROUNDS = 1_000;
    private static final List<Identity> FAMILY = List.of(SERVER, ISSUING, ROOT, STRANGER);

    private final Random random = new Random(SEED);

    private static boolean matches(List<X509Certificate> chain, List<TlsaRecord> records) {
        return new DaneVerifier().verify(chain, TlsaSet.of(records), NAMES, NOW) instanceof Matched;
    }

    @ParameterizedTest(name = "usage, selector, matching type {0}: no flipped bit goes unnoticed")
    @ValueSource(strings = {"3 0 0", "3 0 1", "3 0 2", "3 1 0", "3 1 1", "3 1 2", "2 0 1", "2 0 2", "2 1 0", "2 1 1"})
    void everyFlippedBitIsNoticed(String numbers) {
        int[] fields =
                Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
        Identity target = fields[0] == 3 ? SERVER : ROOT;
        TlsaRecord record = Lab.record(fields[0], fields[1], fields[2], target);
        assertThat(matches(SERVER.chain(), List.of(record))).isTrue();
        for (int bit = 0; bit < 8 * record.data().length; bit++) {
            TlsaRecord flipped = flip(record, bit);
            assertThat(matches(SERVER.chain(), List.of(flipped)))
                    .as("bit %d of %s", bit, record.presentationForm())
                    .isFalse();
        }
    }

    /** Of an anchor published in full only name, key and limits vouch; its own signature never mattered. */
    @Test
    @DisplayName("2 0 0: no flipped bit in the key goes unnoticed")
    void everyFlippedBitInTheKeyOfAFullAnchorIsNoticed() {
        TlsaRecord record = Lab.record(2, 0, 0, ROOT);
        String hex = HexFormat.of().formatHex(record.data());
        byte[] key = TlsaData.of(ROOT.certificate(), 1, 0);
        int start = hex.indexOf(HexFormat.of().formatHex(key)) / 2;
        for (int bit = 8 * start; bit < 8 * (start + key.length); bit++) {
            assertThat(matches(SERVER.withoutRoot().chain(), List.of(flip(record, bit))))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    @DisplayName("taking away records that outweigh no other never makes a match")
    void fewerRecordsNeverMatchMore() {
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<X509Certificate> chain = randomChain();
            List<TlsaRecord> records = randomRecords();
            if (matches(chain, records)) {
                continue;
            }
            refused++;
            List<TlsaRecord> fewer = new ArrayList<>(records);
            fewer.removeIf(record -> random.nextBoolean());
            boolean nothingNewCounts = TlsaSet.of(records)
                    .considered()
                    .containsAll(TlsaSet.of(fewer).considered());
            if (nothingNewCounts) {
                assertThat(matches(chain, fewer)).as("%s of %s", fewer, records).isFalse();
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    @Test
    @DisplayName("taking away certificates never makes a match")
    void fewerCertificatesNeverMatchMore() {
        int checked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<X509Certificate> chain = randomChain();
            List<TlsaRecord> records = randomRecords();
            List<X509Certificate> fewer = new ArrayList<>(chain.subList(1, chain.size()));
            fewer.removeIf(certificate -> random.nextBoolean());
            fewer.add(0, chain.get(0));
            if (!matches(chain, records)) {
                checked++;
                assertThat(matches(fewer, records)).isFalse();
            }
        }
        assertThat(checked).isGreaterThan(ROUNDS / 10);
    }

    @Test
    @DisplayName("neither the order of records nor that of issuers matters")
    void orderDoesNotMatter() {
        int matched = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<X509Certificate> chain = randomChain();
            List<TlsaRecord> records = randomRecords();
            List<TlsaRecord> otherRecords = new ArrayList<>(records);
            Collections.shuffle(otherRecords, random);
            List<X509Certificate> otherChain = new ArrayList<>(chain);
            Collections.shuffle(otherChain.subList(1, otherChain.size()), random);
            boolean before = matches(chain, records);
            assertThat(matches(otherChain, otherRecords)).isEqualTo(before);
            matched += before ? 1 : 0;
        }
        assertThat(matched).isGreaterThan(ROUNDS / 10);
    }

    @Test
    @DisplayName("random octets in records are never a match and never an exception")
    void randomDataNeverMatches() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] data = new byte[random.nextInt(200)];
            random.nextBytes(data);
            TlsaRecord record = new TlsaRecord(random.nextInt(256), random.nextInt(3), random.nextInt(4), data);
            assertThat(matches(SERVER.chain(), List.of(record))).isFalse();
            assertThat(matches(SERVER.chain(), List.of(new TlsaRecord(2 + round % 2, round % 2, round % 3, data))))
                    .isFalse();
        }
    }

    private static TlsaRecord flip(TlsaRecord record, int bit) {
        byte[] data = record.data();
        data[bit / 8] ^= (byte) (1 << bit % 8);
        return new TlsaRecord(record.usage(), record.selector(), record.matchingType(), data);
    }

    private List<X509Certificate> randomChain() {
        List<X509Certificate> chain = new ArrayList<>();
        FAMILY.stream().skip(1).map(Identity::certificate).forEach(chain::add);
        chain.removeIf(certificate -> random.nextBoolean());
        Collections.shuffle(chain, random);
        chain.add(0, (random.nextInt(5) == 0 ? STRANGER : SERVER).certificate());
        return chain;
    }

    private List<TlsaRecord> randomRecords() {
        List<TlsaRecord> records = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            TlsaRecord record = Lab.record(
                    random.nextInt(4), random.nextInt(2), random.nextInt(3), FAMILY.get(random.nextInt(FAMILY.size())));
            records.add(random.nextInt(4) == 0 ? flip(record, random.nextInt(8 * record.data().length)) : record);
        }
        return records;
    }
}
