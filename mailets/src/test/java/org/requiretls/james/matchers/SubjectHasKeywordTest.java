package org.requiretls.james.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;

class SubjectHasKeywordTest {

    @ParameterizedTest(name = "[{0}] has [secure] or #confidential: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    [secure] offer                 | true
                    Re: [SECURE] offer             | true
                    offer #Confidential            | true
                    =?utf-8?B?UmU6IFtzZWN1cmVd?=   | true
                    secure offer                   | false
                    ''                             | false
                    =?utf-8?B?broken               | false
                    """)
    @Covers("R8689-4.3-04")
    void matchesAnywhereInAnyLetterCase(String subject, boolean matches) throws Exception {
        assertThat(matcher("[secure], #confidential").match(mail(subject))).hasSize(matches ? 1 : 0);
    }

    @Test
    void aMailWithoutSubjectDoesNotMatch() throws Exception {
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .recipient("a@example.org")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().setText("[secure]"))
                .build();

        assertThat(matcher("[secure]").match(mail)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "[secure],", ",a"})
    void anEmptyKeywordStopsTheStart(String condition) {
        assertThatThrownBy(() -> matcher(condition)).hasMessageContaining("a keyword is missing");
    }

    private static FakeMail mail(String subject) throws Exception {
        return FakeMail.builder()
                .name("mail1")
                .recipient("a@example.org")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().addHeader("Subject", subject))
                .build();
    }

    private static SubjectHasKeyword matcher(String condition) throws Exception {
        SubjectHasKeyword matcher = new SubjectHasKeyword();
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("SubjectHasKeyword")
                .condition(condition)
                .build());
        return matcher;
    }
}
