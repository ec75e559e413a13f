package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.smtp.MailArgument.MALFORMED;
import static org.requiretls.james.smtp.MailArgument.WITHOUT_REQUIRETLS;
import static org.requiretls.james.smtp.MailArgument.WITH_REQUIRETLS;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.lab.conformance.Covers;

class MailArgumentTest {

    static Stream<Arguments> lines() {
        return Stream.of(
                // V1, R8689-2-06: any letter case
                Arguments.of("FROM:<a@b> REQUIRETLS", WITH_REQUIRETLS),
                Arguments.of("FROM:<a@b> requiretls", WITH_REQUIRETLS),
                Arguments.of("FROM:<a@b> RequireTls", WITH_REQUIRETLS),
                Arguments.of("from:<a@b> REQUIRETLS", WITH_REQUIRETLS),
                Arguments.of("FROM: <a@b> REQUIRETLS", WITH_REQUIRETLS),
                Arguments.of("FROM:<a@b>    REQUIRETLS  ", WITH_REQUIRETLS),
                Arguments.of("FROM:<a@b> SIZE=10   REQUIRETLS  BODY=8BITMIME", WITH_REQUIRETLS),
                Arguments.of("FROM:<@c,@d:a@b> REQUIRETLS", WITH_REQUIRETLS),
                Arguments.of("FROM:<\"a b\"@c> REQUIRETLS", WITH_REQUIRETLS),
                Arguments.of("FROM:<\"a\\\"b\"@c> REQUIRETLS", WITH_REQUIRETLS),
                Arguments.of("FROM:<a@b> AUTH=<> REQUIRETLS", WITH_REQUIRETLS),
                // V8, V9
                Arguments.of("FROM:<a@b> REQUIRETLS RET=FULL", WITH_REQUIRETLS),
                Arguments.of("FROM:<> REQUIRETLS", WITH_REQUIRETLS),
                // V6, R8689-2-05, R8689-2-07, R8689-3-08, S-OPT-01
                Arguments.of("FROM:<a@b> REQUIRETLS=", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS=YES", MALFORMED),
                Arguments.of("FROM:<a@b> requiretls=no", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS=DANE,DNSSEC", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS==", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS REQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS SIZE=1 requiretls", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS requiretls=", MALFORMED),
                // what James would read otherwise, or not at all
                Arguments.of("FROM:<\"a> REQUIRETLS\"@b>", MALFORMED),
                Arguments.of("FROM:<\"a> REQUIRETLS\"@b> REQUIRETLS", MALFORMED),
                Arguments.of("FROM:<\"a\\\"> REQUIRETLS\"@b>", MALFORMED),
                Arguments.of("FROM:<\"a> REQUIRETLS X=\"@b>", MALFORMED),
                Arguments.of("FROM:<a@b>REQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b>\tREQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b> \tREQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS\t SIZE=1", MALFORMED),
                Arguments.of("FROM:<a@b> SIZE=1\tREQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b> BODY=8BITMIME\tREQUIRETLS SIZE=1", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS\u0000", WITH_REQUIRETLS),
                Arguments.of("FROM:<a@b> REQUIRETLS\u0000 SIZE=1", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS; SIZE=1", MALFORMED),
                Arguments.of("FROM:<a@b> =REQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b> REQUIRETLS \uFFFD", MALFORMED),
                Arguments.of("FROM:a@b REQUIRETLS", MALFORMED),
                Arguments.of("FROM:a@b REQUIRETLS AUTH=<>", MALFORMED),
                Arguments.of("FROM:x<a@b> REQUIRETLS", MALFORMED),
                Arguments.of("FROM:<a@b REQUIRETLS", MALFORMED),
                Arguments.of("FROM <a@b> REQUIRETLS", MALFORMED),
                Arguments.of(" FROM:<a@b> REQUIRETLS", MALFORMED),
                Arguments.of("REQUIRETLS", MALFORMED),
                Arguments.of("FROM:REQUIRETLS", MALFORMED),
                // V2 to V4: no such parameter
                Arguments.of(null, WITHOUT_REQUIRETLS),
                Arguments.of("", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b>", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b>\tSIZE=1", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<requiretls@b>", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<\"a REQUIRETLS b\"@c>", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<\"a REQUIRETLS b\"@c> SIZE=1", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b> AUTH=<requiretls@b>", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b> ENVID=REQUIRETLS", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b> XREQUIRETLS", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b> REQUIRETLS-2", WITHOUT_REQUIRETLS),
                Arguments.of("FROM:<a@b> REQUIRETLSX=1", WITHOUT_REQUIRETLS));
    }

    @ParameterizedTest(name = "V1, V6: [{0}] is {1}")
    @MethodSource("lines")
    @Covers({"R8689-2-05", "R8689-2-06", "R8689-2-07", "S-OPT-01"})
    void parses(String argument, MailArgument expected) {
        assertThat(MailArgument.parse(argument)).isEqualTo(expected);
    }

    /** The letters are ASCII; in Turkish the lower case of I would not be i. */
    @Test
    void r8689_2_06LetterCaseDoesNotDependOnTheLocale() {
        java.util.Locale before = java.util.Locale.getDefault();
        java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr"));
        try {
            assertThat(MailArgument.parse("FROM:<a@b> requiretls")).isEqualTo(WITH_REQUIRETLS);
        } finally {
            java.util.Locale.setDefault(before);
        }
    }
}
