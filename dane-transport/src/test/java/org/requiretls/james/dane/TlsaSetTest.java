package org.requiretls.james.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.requiretls.james.dane.Lab.ROOT;
import static org.requiretls.james.dane.Lab.SERVER;
import static org.requiretls.james.dane.Lab.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.dane.DigestOrder.Digest;
import org.requiretls.james.dane.UnusableTlsa.Reason;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.Pem;
import org.requiretls.james.lab.pki.TlsaData;

class TlsaSetTest {

    private static final byte[] CERTIFICATE = TlsaData.of(SERVER.certificate(), 0, 0);
    private static final byte[] KEY = TlsaData.of(SERVER.certificate(), 1, 0);

    static Stream<Arguments> unusableRecords() {
        return Stream.of(
                arguments("R7672-3.1.3-02, R6698-2.1.1-03", 0, 0, 1, new byte[32], Reason.USAGE_NOT_FOR_SMTP),
                arguments("R7672-3.1.3-02, R7671-4.1-02", 1, 1, 1, new byte[32], Reason.USAGE_NOT_FOR_SMTP),
                arguments("R6698-4.1-06", 4, 1, 1, new byte[32], Reason.USAGE_UNKNOWN),
                arguments("R6698-4.1-06 private use", 255, 1, 1, new byte[32], Reason.USAGE_UNKNOWN),
                arguments("R6698-4.1-06", 3, 2, 1, new byte[32], Reason.SELECTOR_UNKNOWN),
                arguments("R6698-4.1-06 private use", 3, 255, 1, new byte[32], Reason.SELECTOR_UNKNOWN),
                arguments("R6698-4.1-06", 3, 1, 3, new byte[32], Reason.MATCHING_TYPE_NOT_SUPPORTED),
                arguments("R6698-4.1-06", 3, 1, 9, new byte[64], Reason.MATCHING_TYPE_NOT_SUPPORTED),
                arguments("R6698-2.1.4-01", 3, 1, 1, new byte[0], Reason.DATA_EMPTY),
                arguments("R6698-2.1.4-01", 2, 0, 0, new byte[0], Reason.DATA_EMPTY),
                arguments("R6698-4.1-07", 3, 1, 1, new byte[31], Reason.DIGEST_LENGTH_WRONG),
                arguments("R6698-4.1-07", 3, 1, 1, new byte[33], Reason.DIGEST_LENGTH_WRONG),
                arguments("R6698-4.1-07", 2, 0, 2, new byte[32], Reason.DIGEST_LENGTH_WRONG),
                arguments("R6698-4.1-07 DER", 3, 0, 0, new byte[] {1, 2, 3}, Reason.DATA_NOT_A_CERTIFICATE),
                arguments("R6698-4.1-07 DER", 3, 0, 0, longer(CERTIFICATE), Reason.DATA_NOT_A_CERTIFICATE),
                arguments("R6698-4.1-07 DER", 2, 0, 0, shorter(CERTIFICATE), Reason.DATA_NOT_A_CERTIFICATE),
                arguments("R6698-4.1-07 PEM", 2, 0, 0, pem(), Reason.DATA_NOT_A_CERTIFICATE),
                arguments("R6698-4.1-07 key for certificate", 3, 0, 0, KEY, Reason.DATA_NOT_A_CERTIFICATE),
                arguments("R6698-4.1-07 certificate for key", 3, 1, 0, CERTIFICATE, Reason.DATA_NOT_A_PUBLIC_KEY),
                arguments("R6698-4.1-07 DER", 2, 1, 0, longer(KEY), Reason.DATA_NOT_A_PUBLIC_KEY),
                arguments("R6698-4.1-07 DER", 2, 1, 0, shorter(KEY), Reason.DATA_NOT_A_PUBLIC_KEY),
                arguments("R6698-4.1-07 indefinite length", 2, 1, 0, indefinite(), Reason.DATA_NOT_A_PUBLIC_KEY));
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3} is unusable, {5}")
    @MethodSource("unusableRecords")
    @Covers({"R7672-3.1.3-02", "R6698-2.1.1-03", "R6698-4.1-06", "R6698-4.1-07", "R7671-4-01"})
    void unusableRecordIsPutAsideWithItsReason(
            String ids, int usage, int selector, int matchingType, byte[] data, Reason reason) {
        TlsaRecord bad = new TlsaRecord(usage, selector, matchingType, data);
        TlsaRecord good = record(3, 1, 1, SERVER);

        TlsaSet alone = TlsaSet.of(List.of(bad));
        assertThat(alone.hasUsable()).isFalse();
        assertThat(alone.unusable()).containsExactly(new UnusableTlsa(bad, reason));

        TlsaSet withGood = TlsaSet.of(List.of(bad, good));
        assertThat(withGood.usable()).containsExactly(good);
        assertThat(withGood.considered()).containsExactly(good);
    }

    @Test
    @DisplayName("R6698-6-01, R6698-6-02: usages 2 and 3 with every selector and matching type of RFC 6698 are usable")
    @Covers({"R6698-6-01", "R6698-6-02"})
    void allDefinedCombinationsAreUsable() {
        for (int usage : new int[] {2, 3}) {
            for (int selector : new int[] {0, 1}) {
                for (int matchingType : new int[] {0, 1, 2}) {
                    TlsaRecord record = record(usage, selector, matchingType, SERVER);
                    assertThat(TlsaSet.of(List.of(record)).usable()).containsExactly(record);
                }
            }
        }
    }

    @Test
    @DisplayName("R6698-6-03: an unusable record is logged by the names of its numbers")
    @Covers("R6698-6-03")
    void unusableRecordIsDescribed() {
        assertThat(new UnusableTlsa(new TlsaRecord(0, 0, 1, new byte[32]), Reason.USAGE_NOT_FOR_SMTP).describe())
                .contains("0 0 1 0000000000000000…", "PKIX-TA Cert SHA2-256", "unusable for SMTP", "usages 0 and 1");
        assertThat(new UnusableTlsa(new TlsaRecord(3, 7, 9, new byte[1]), Reason.SELECTOR_UNKNOWN).describe())
                .contains("DANE-EE 7 9");
    }

    @Test
    @DisplayName("R6698-2.2-01: three decimal numbers and unbroken hex digits")
    @Covers("R6698-2.2-01")
    void presentationForm() {
        assertThat(new TlsaRecord(3, 1, 2, new byte[] {0, 1, (byte) 0xab, 3, 4, 5, 6, 7, 8, 9}).presentationForm())
                .isEqualTo("3 1 2 0001ab03040506070809");
    }

    @Test
    @DisplayName("R7671-9-01, R7671-9-05: only the strongest digest of a combination counts, and every exact record")
    @Covers({"R7671-9-01", "R7671-9-05"})
    void strongestDigestShadowsTheOthers() {
        TlsaRecord sha512 = record(3, 1, 2, SERVER);
        TlsaRecord sha256 = record(3, 1, 1, SERVER);
        TlsaRecord exact = record(3, 1, 0, SERVER);
        TlsaRecord otherSha512 = record(3, 1, 2, ROOT);
        assertThat(TlsaSet.of(List.of(sha256, sha512, exact, otherSha512)).considered())
                .containsExactly(sha512, exact, otherSha512);
        assertThat(TlsaSet.of(List.of(sha256, exact)).considered()).containsExactly(sha256, exact);
    }

    @Test
    @DisplayName("R7671-9-06: combinations of usage and selector are independent")
    @Covers("R7671-9-06")
    void combinationsAreIndependent() {
        List<TlsaRecord> records =
                List.of(record(3, 0, 2, SERVER), record(3, 1, 1, SERVER), record(2, 0, 1, ROOT), record(2, 1, 2, ROOT));
        assertThat(TlsaSet.of(records).considered()).containsExactlyElementsOf(records);
    }

    @Test
    @DisplayName("R7671-9-04: a malformed record shadows nothing")
    @Covers("R7671-9-04")
    void malformedRecordShadowsNothing() {
        TlsaRecord sha256 = record(3, 1, 1, SERVER);
        assertThat(TlsaSet.of(List.of(new TlsaRecord(3, 1, 2, new byte[63]), sha256))
                        .considered())
                .containsExactly(sha256);
    }

    @Test
    @DisplayName("R7671-9-02: the order of digests can be changed")
    @Covers("R7671-9-02")
    void orderCanBeChanged() {
        DigestOrder sha256First = new DigestOrder(List.of(new Digest(1, "SHA-256"), new Digest(2, "SHA-512")));
        TlsaRecord sha256 = record(3, 1, 1, SERVER);
        assertThat(TlsaSet.of(List.of(record(3, 1, 2, SERVER), sha256), sha256First)
                        .considered())
                .containsExactly(sha256);
    }

    @Test
    @DisplayName("R6698-4.1-08: a digest that policy bars is unusable")
    @Covers("R6698-4.1-08")
    void barredDigestIsUnusable() {
        DigestOrder sha512Only = new DigestOrder(List.of(new Digest(2, "SHA-512")));
        TlsaSet set = TlsaSet.of(List.of(record(3, 1, 1, SERVER)), sha512Only);
        assertThat(set.hasUsable()).isFalse();
        assertThat(set.unusable()).extracting(UnusableTlsa::reason).containsExactly(Reason.MATCHING_TYPE_NOT_SUPPORTED);
    }

    @Test
    void digestOrderRefusesNonsenseByName() {
        assertThatThrownBy(() -> new Digest(3, "SHA-1000")).hasMessageContaining("SHA-1000");
        assertThatThrownBy(() -> new Digest(0, "SHA-256")).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> new Digest(256, "SHA-256")).hasMessageContaining("256");
        assertThatThrownBy(() -> new DigestOrder(List.of(new Digest(1, "SHA-256"), new Digest(1, "SHA-512"))))
                .hasMessageContaining("matching type 1");
    }

    private static byte[] longer(byte[] data) {
        return Arrays.copyOf(data, data.length + 1);
    }

    private static byte[] shorter(byte[] data) {
        return Arrays.copyOf(data, data.length - 1);
    }

    private static byte[] pem() {
        return Pem.of(List.of(SERVER.certificate())).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] indefinite() {
        byte[] data = KEY.clone();
        data[1] = (byte) 0x80;
        return data;
    }
}
