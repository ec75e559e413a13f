package org.requiretls.james.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class TlsRequirementIsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none              | NONE     | true
                    none              | REQUIRED | false
                    required          | REQUIRED | true
                    required          | OPTIONAL | false
                    required          | NONE     | false
                    optional          | OPTIONAL | true
                    required,optional | OPTIONAL | true
                    required, none    | NONE     | true
                    required,optional | NONE     | false
                    """)
    void matchesAllRecipientsOrNone(String condition, TlsRequirement tag, boolean matches) throws Exception {
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .recipients("a@example.org", "b@example.org")
                .build();
        TlsRequirementCodec.write(mail, tag);

        assertThat(matcher(condition).match(mail)).hasSize(matches ? 2 : 0);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "requierd", "required,", "Required", "required optional"})
    void aMisspeltConditionStopsTheStart(String condition) {
        assertThatThrownBy(() -> matcher(condition))
                .hasMessageContaining("TlsRequirementIs=" + (condition == null ? "" : condition))
                .hasMessageContaining("none, required, optional");
    }

    @Test
    void namesTheWordThatIsWrong() {
        assertThatThrownBy(() -> matcher("required,optionl")).hasMessageContaining("'optionl'");
    }

    private static TlsRequirementIs matcher(String condition) throws Exception {
        FakeMatcherConfig.Builder config = FakeMatcherConfig.builder().matcherName("TlsRequirementIs");
        if (condition != null) {
            config.condition(condition);
        }
        TlsRequirementIs matcher = new TlsRequirementIs();
        matcher.init(config.build());
        return matcher;
    }
}
