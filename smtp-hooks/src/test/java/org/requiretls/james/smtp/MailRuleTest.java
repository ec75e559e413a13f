package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailRuleTest {

    /** The whole input space: three readings of the line, five standings. */
    @ParameterizedTest(name = "{0}: {1} at {2} gives {3} {4}")
    @CsvSource({
        "V1,            WITH_REQUIRETLS,    KEYWORD_OFFERED,     ,    ",
        "V5,            WITH_REQUIRETLS,    NOT_INSIDE_TLS,      530, 5.7.10",
        "V7,            WITH_REQUIRETLS,    EXTENSION_OFF,       555, 5.5.4",
        "V11,           WITH_REQUIRETLS,    HELO_SESSION,        555, 5.5.4",
        "R3207-4.2-02,  WITH_REQUIRETLS,    NO_EHLO_INSIDE_TLS,  503, 5.5.1",
        "V6,            MALFORMED,          KEYWORD_OFFERED,     501, 5.5.4",
        "V6,            MALFORMED,          NOT_INSIDE_TLS,      501, 5.5.4",
        "V6,            MALFORMED,          EXTENSION_OFF,       501, 5.5.4",
        "V6,            MALFORMED,          HELO_SESSION,        501, 5.5.4",
        "V6,            MALFORMED,          NO_EHLO_INSIDE_TLS,  501, 5.5.4",
        "V2,            WITHOUT_REQUIRETLS, KEYWORD_OFFERED,     ,    ",
        "V3,            WITHOUT_REQUIRETLS, NOT_INSIDE_TLS,      ,    ",
        "V4,            WITHOUT_REQUIRETLS, EXTENSION_OFF,       ,    ",
        "V4,            WITHOUT_REQUIRETLS, HELO_SESSION,        ,    ",
        "V4,            WITHOUT_REQUIRETLS, NO_EHLO_INSIDE_TLS,  ,    ",
    })
    void decides(String rule, MailArgument argument, Standing standing, String code, String status) {
        assertThat(MailRule.refusalOf(argument, standing).map(Refusal::code))
                .isEqualTo(java.util.Optional.ofNullable(code));
        assertThat(MailRule.refusalOf(argument, standing)
                        .map(refusal -> refusal.text().split(" ")[0]))
                .isEqualTo(java.util.Optional.ofNullable(status));
    }
}
