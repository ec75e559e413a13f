package org.requiretls.james.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.PolicyReading.Invalid;
import org.requiretls.james.mtasts.PolicyReading.Valid;

/** The policy of the RFC's own example, and what can be done to it. */
class PolicyParserTest {

    private static final String GOOD =
            "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmax_age: 604800\n";

    private static PolicyReading parse(String text) {
        return PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static StsPolicy policy(String text) {
        assertThat(parse(text)).isInstanceOf(Valid.class);
        return ((Valid) parse(text)).policy();
    }

    /** As the good one does, in whichever words. */
    private static void saysTheSame(StsPolicy policy) {
        assertThat(policy).usingRecursiveComparison().ignoringFields("text").isEqualTo(policy(GOOD));
    }

    private static String invalid(String text) {
        assertThat(parse(text)).as("%s", text).isInstanceOf(Invalid.class);
        return ((Invalid) parse(text)).detail();
    }

    @Test
    @Covers("R8461-3.2-08")
    void readsEachFieldAndEachPattern() {
        StsPolicy policy = policy(GOOD);

        assertThat(policy.mode()).isEqualTo(PolicyMode.ENFORCE);
        assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(7));
        assertThat(policy.mx()).extracting(MxPattern::text).containsExactly("mail.example.com", "*.example.net");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    @Covers("R8461-3.2-07")
    void takesEitherLineEndAndNoneAtTheEnd(String lineEnd) {
        String text = GOOD.replace("\n", lineEnd);

        assertThat(policy(text)).satisfies(PolicyParserTest::saysTheSame);
        assertThat(policy(text.stripTrailing())).satisfies(PolicyParserTest::saysTheSame);
        assertThat(policy(text + lineEnd + lineEnd)).satisfies(PolicyParserTest::saysTheSame);
    }

    @Test
    @Covers("R8461-3.2-07")
    void takesMixedLineEndsAndBlanksBehindColonAndValue() {
        assertThat(policy("version:STSv1 \r\nmode:\t enforce\t\nmx:   mail.example.com\r\nmx: *.example.net \n"
                        + "max_age:604800"))
                .satisfies(PolicyParserTest::saysTheSame);
    }

    @Test
    void takesTheFieldsInAnyOrder() {
        assertThat(policy("max_age: 604800\nmx: mail.example.com\nmode: enforce\nmx: *.example.net\nversion: STSv1\n"))
                .satisfies(PolicyParserTest::saysTheSame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version: STSv1\n", "mode: enforce\n", "max_age: 604800\n"})
    @Covers("R8461-3.2-03")
    void needsEachField(String missing) {
        assertThat(invalid(GOOD.replace(missing, "")))
                .contains(missing.substring(0, missing.indexOf(':')))
                .contains("missing");
    }

    @ParameterizedTest
    @CsvSource({"enforce,false", "testing,false", "none,true"})
    @Covers("R8461-3.2-03")
    void needsAnMxHostUnlessTheModeIsNone(String mode, boolean valid) {
        String text = "version: STSv1\nmode: " + mode + "\nmax_age: 1\n";

        assertThat(parse(text)).isInstanceOf(valid ? Valid.class : Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Version: STSv1", "version: stsv1", "version: STSv2", "version: STSv1 STSv1", "version:",
                "version : STSv1", " version: STSv1", "\uFEFFversion: STSv1", "version; STSv1", "version"
            })
    @Covers("R8461-3.2-03")
    void takesOnlyTheVersionAsTheRfcSpellsIt(String line) {
        invalid(GOOD.replace("version: STSv1", line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "Enforce", "ENFORCE", "enforce testing", "", "enforced"})
    @Covers("R8461-3.2-04")
    void knowsThreeModes(String mode) {
        assertThat(invalid(GOOD.replace("mode: enforce", "mode: " + mode))).contains("mode");
    }

    @ParameterizedTest
    @EnumSource(PolicyMode.class)
    @Covers("R8461-3.2-04")
    void readsEachMode(PolicyMode mode) {
        assertThat(policy(GOOD.replace("enforce", mode.text())).mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "86400,86400",
        "0000000001,1",
        "31557599,31557599",
        "31557600,31557600",
        "31557601,31557600",
        "9999999999,31557600"
    })
    @Covers("R8461-3.2-05")
    void cutsTheAgeAtTheCeiling(String said, long seconds) {
        assertThat(policy(GOOD.replace("604800", said)).maxAge()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+1",
                "1.5",
                "1e3",
                "0x10",
                "",
                "one",
                "10000000000",
                "99999999999999999999",
                "1 2",
                "\u0661"
            })
    @Covers("R8461-3.2-05")
    void takesNoAgeThatIsNotOneToTenDigits(String said) {
        assertThat(invalid(GOOD.replace("604800", said))).contains("max_age");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.",
                "*.*.example.com",
                "mx*.example.com",
                "m*.example.com",
                "a.*.example.com",
                "**.example.com",
                "mail.example.com.",
                "mail..example.com",
                ".example.com",
                "192.0.2.1",
                "[192.0.2.1]",
                "2001:db8::1",
                "-mail.example.com",
                "mail-.example.com",
                "mail_1.example.com",
                "b\u00fccher.example",
                "a b.example.com",
                "mail.example.com, mx.example.com",
                "",
                "*.1"
            })
    @Covers("R8461-3.2-09")
    void takesNoPatternThatIsNotANameOrAWildcardAndAName(String pattern) {
        assertThat(invalid(GOOD.replace("*.example.net", pattern))).contains("line 4");
    }

    @Test
    @Covers("R8461-3.2-09")
    void takesNoNameOrLabelThatIsTooLong() {
        String label = "a".repeat(63);

        policy(GOOD.replace("*.example.net", label + ".example"));
        invalid(GOOD.replace("*.example.net", label + "a.example"));
        invalid(GOOD.replace("*.example.net", String.join(".", label, label, label, label)));
    }

    @Test
    @Covers("R8461-3.2-09")
    void takesInternationalNamesAsALabels() {
        assertThat(policy(GOOD.replace("*.example.net", "*.xn--bcher-kva.example"))
                        .names("mx.xn--bcher-kva.example"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo: bar", "a.b_c-d: anything: at all", "x: \u00fc", "empty:", "mx2: *"})
    @Covers("R8461-3.2-10")
    void passesOverUnknownFields(String field) {
        assertThat(policy(field + "\n" + GOOD)).satisfies(PolicyParserTest::saysTheSame);
        assertThat(policy(GOOD + field)).satisfies(PolicyParserTest::saysTheSame);
    }

    @Test
    @Covers("R8461-3.2-11")
    void takesTheFirstOfRepeatedFields() {
        assertThat(policy(GOOD + "mode: none\nversion: STSv2\nmax_age: x\n")).satisfies(PolicyParserTest::saysTheSame);
        invalid("version: STSv2\n" + GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><body>Not here</body></html>",
                "",
                "\n",
                "version: STSv1",
                "{}",
                "\u0000",
                "version: STSv1\rmode: none\rmax_age: 1"
            })
    void takesNothingThatIsNoPolicy(String text) {
        invalid(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0007", "\u001b[2J", "\u007f", "\u0085", "\r", "\t\u000b"})
    void takesNoControlCharacters(String control) {
        invalid(GOOD + "note: a" + control + "b\n");
    }

    @Test
    void takesNoEmptyLineBetweenFields() {
        invalid(GOOD.replace("mode", "\nmode"));
    }

    @Test
    void takesNothingThatIsNotUtf8() {
        byte[] octets = (GOOD + "note: ?").getBytes(StandardCharsets.ISO_8859_1);
        octets[octets.length - 1] = (byte) 0xfc;

        assertThat(PolicyParser.parse(octets)).isEqualTo(new Invalid("it is not UTF-8", GOOD + "note: ?"));
    }

    @Test
    @Covers("R8461-3.3-09")
    void takesSixtyFourKibibytesAndNoMore() {
        String filler = "x: " + "y".repeat(PolicyParser.MOST_OCTETS - GOOD.length() - 3);

        assertThat(policy(GOOD + filler)).satisfies(PolicyParserTest::saysTheSame);
        assertThat(invalid(GOOD + filler + "y")).contains("65536");
    }

    @Test
    void saysNothingForeignThatIsNotPrintable() {
        assertThat(invalid("\u001b]0;evil\u0007\u202e" + "z".repeat(500)))
                .matches("[ -~]*")
                .hasSizeLessThan(120);
    }

    @Test
    void readsBackWhatItWrites() {
        StsPolicy policy = policy(GOOD + "foo: bar\n");

        assertThat(policy(String.join("\n", policy.lines()))).isEqualTo(policy);
    }

    @Test
    @Covers("R8460-4.4-03")
    void keepsTheLinesAsTheyWerePublished() {
        assertThat(policy("max_age:  9999999999 \r\n"
                                + "mx: A.example.com\r\nfoo: b\u00fcr\r\nmode: enforce\r\nmode: none\r\n"
                                + "version: STSv1\r\n\r\n")
                        .lines())
                .containsExactly(
                        "max_age:  9999999999 ",
                        "mx: A.example.com",
                        "foo: b\u00fcr",
                        "mode: enforce",
                        "mode: none",
                        "version: STSv1");
    }

    @Test
    @Covers("R8460-4.4-03")
    void showsTheBeginOfWhatIsNoPolicy() {
        Invalid invalid = (Invalid) parse("version: STSv1\r\nmode: \u001b[31m\n" + "y".repeat(10_000));

        assertThat(invalid.text())
                .startsWith("version: STSv1\nmode: ?[31m\nyyy")
                .hasSizeLessThan(2100);
    }

    /** Whatever is done to a policy, it is read within its bounds or refused; and what was read can be written. */
    @Test
    void readsOrRefusesWhateverItIsGiven() {
        Random random = new Random(8461);
        String alphabet = " :\r\n\t*.-_v1Smxae\u0000\u00fc\uFEFF9";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int change = random.nextInt(6); change >= 0; change--) {
                int at = random.nextInt(text.length());
                String piece = String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), piece);
            }
            if (parse(text.toString()) instanceof Valid valid) {
                assertThat(parse(String.join("\r\n", valid.policy().lines()))).isEqualTo(valid);
            }
        }
    }

    /** Lines made to make a careless pattern go over them again and again. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", ":", "*", "a.", "-", "\r", "\n"})
    void isNotHeldUpByLongRuns(String piece) {
        String run =
                IntStream.range(0, 60_000 / piece.length()).mapToObj(i -> piece).collect(Collectors.joining());

        PolicyReading reading =
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> parse(GOOD + "mx: " + run + "\u0001"));

        assertThat(reading).isInstanceOf(Invalid.class);
    }
}
