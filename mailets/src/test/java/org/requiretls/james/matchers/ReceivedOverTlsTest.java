package org.requiretls.james.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.session.SessionFacts;
import org.requiretls.james.session.SessionFacts.Keyword;
import org.requiretls.james.session.SessionFactsCodec;

class ReceivedOverTlsTest {

    private final FakeMail mail = FakeMail.builder()
            .name("mail1")
            .recipients("a@example.org", "b@example.org")
            .build();

    ReceivedOverTlsTest() throws Exception {}

    @ParameterizedTest(name = "ReceivedOverTls={0} on {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    ''      | TLSv1   | true
                    ''      | TLSv1.3 | true
                    TLSv1.2 | TLSv1.1 | false
                    TLSv1.2 | TLSv1.2 | true
                    TLSv1.2 | TLSv1.3 | true
                    TLSv1.3 | TLSv1.2 | false
                    TLSv1   | TLSv1   | true
                    TLSv1   | SSLv3   | false
                    TLSv1.3 | TLSv2   | true
                    """)
    @Covers("S-SUB-03")
    void s_sub_03MatchesFromTheLowestVersionOn(String condition, String version, boolean matches) throws Exception {
        SessionFactsCodec.write(
                mail, new SessionFacts(Optional.of(new SessionFacts.Tls(version, "SUITE")), Keyword.NOT_USED));

        assertThat(matcher(condition).match(mail)).hasSize(matches ? 2 : 0);
    }

    @Test
    void clearTextDoesNotMatch() throws Exception {
        SessionFactsCodec.write(mail, new SessionFacts(Optional.empty(), Keyword.NOT_USED));

        assertThat(matcher("").match(mail)).isEmpty();
    }

    @Test
    void mailByAnotherDoorDoesNotMatch() throws Exception {
        assertThat(matcher("").match(mail)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "TLSv1.2+", "tlsv1.2", ">=TLSv1.2", "SSLv3", "TLSv1.2,TLSv1.3"})
    void anUnclearConditionStopsTheStart(String condition) {
        assertThatThrownBy(() -> matcher(condition)).hasMessageContaining("'" + condition + "' is not a TLS version");
    }

    private static ReceivedOverTls matcher(String condition) throws Exception {
        ReceivedOverTls matcher = new ReceivedOverTls();
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("ReceivedOverTls")
                .condition(condition)
                .build());
        return matcher;
    }
}
