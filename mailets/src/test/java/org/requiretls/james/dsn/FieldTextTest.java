package org.requiretls.james.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 no\r\nAction: relayed",
                "550 no\nAction: relayed",
                "550 no\rAction: relayed",
                "550 no\u0085Action: relayed",
                "550 no\u2028Action: relayed",
                "550 no\0\tAction: relayed",
            })
    void noLineBreakOfOthersSurvives(String reply) {
        assertThat(FieldText.field("Diagnostic-Code", reply)).isEqualTo("Diagnostic-Code: 550 no Action: relayed\r\n");
    }

    @Test
    void whatIsNotAsciiBecomesAQuestionMark() {
        assertThat(FieldText.ascii("für \uD83D\uDE00 alle")).isEqualTo("f?r ? alle");
    }

    @Test
    void aFloodIsCut() {
        assertThat(FieldText.ascii("x".repeat(1_000_000)))
                .hasSize(FieldText.LONGEST + " [cut]".length())
                .endsWith(" [cut]");
    }

    @Test
    void longTextIsFoldedAtBlanks() {
        String field = FieldText.field("Diagnostic-Code", "word ".repeat(100));

        assertThat(field.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
        assertThat(field.lines().skip(1)).allSatisfy(line -> assertThat(line).startsWith(" word"));
        assertThat(field.replace("\r\n ", " "))
                .isEqualTo("Diagnostic-Code: " + "word ".repeat(100).strip() + "\r\n");
    }

    @Test
    void anAddressIsNotBrokenBecauseItIsLong() {
        String address = "a".repeat(64) + "@" + "b".repeat(180);

        assertThat(FieldText.field("Final-Recipient", "rfc822; " + address)).contains(" " + address + "\r\n");
    }

    @Test
    void noLineIsLongerThanSmtpAllows() {
        assertThat(FieldText.field("Diagnostic-Code", "x".repeat(1999)).lines())
                .hasSizeGreaterThan(1)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998));
    }
}
