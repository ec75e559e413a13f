package org.requiretls.james.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.TxtFinding.NotPublished;
import org.requiretls.james.mtasts.TxtFinding.Published;

class TxtFindingTest {

    private static final String GOOD = "v=STSv1; id=20160831085700Z;";

    private static void assertInvalid(String record) {
        assertThat(TxtFinding.of(List.of(record))).as("'%s'", record).isInstanceOf(NotPublished.class);
    }

    @ParameterizedTest
    @CsvSource({
        "v=STSv1; id=20160831085700Z;, 20160831085700Z",
        "v=STSv1;id=a, a",
        "v=STSv1;  id=a , a",
        "v=STSv1; id=12345678901234567890123456789012, 12345678901234567890123456789012",
    })
    @Covers({"R8461-3.1-02", "R8461-3.1-04"})
    void readsTheId(String record, String id) {
        assertThat(TxtFinding.of(List.of(record))).isEqualTo(new Published(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1; id=\u00fc;",
                "v=STSv1; id=a\u00e4",
                "v=STSv1; id=a\u0000b",
                "v=STSv1; id=a; n=\u00e9",
                "v=STSv1; id=a;; n=b",
                "v=STSv1; id=a; n",
                "v=STSv1; id=a; =b",
                "v=STSv1; id=a; n=b=c",
                "v=STSv1; id=a; -n=b",
                "v=STSv1; id=a; n=b c",
                "v=STSv1; id=a b",
                "v=STSv1; id = a",
                "v=STSv1;"
            })
    @Covers("R8461-3.1-02")
    void takesNothingButAsciiFields(String record) {
        assertInvalid(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1;",
                "v=STSv1; id=",
                "v=STSv1; id=a-b",
                "v=STSv1; id=a_b",
                "v=STSv1; id=a.b",
                "v=STSv1; id=123456789012345678901234567890123",
                "v=STSv1; ID=a",
                "v=STSv1; foo=bar"
            })
    @Covers("R8461-3.1-04")
    void needsAnIdOfLettersAndDigits(String record) {
        assertInvalid(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=1; v=STSv1;",
                "V=STSv1; id=1",
                "v=stsv1; id=1",
                "v=STSv2; id=1",
                " v=STSv1; id=1",
                "v=STSv1",
                "v= STSv1; id=1",
                "v=STSv10; id=1"
            })
    @Covers("R8461-3.1-03")
    void isNoCandidateUnlessTheVersionComesFirst(String record) {
        assertInvalid(record);
        assertThat(TxtFinding.of(List.of(record, GOOD))).isInstanceOf(Published.class);
    }

    @Test
    @Covers("R8461-3.1-03")
    void takesTheOtherFieldsInAnyOrder() {
        assertThat(TxtFinding.of(List.of("v=STSv1; foo=bar; id=a;"))).isEqualTo(new Published("a"));
    }

    @Test
    @Covers("R8461-3.1-06")
    void isNoCandidateWithABlankBehindTheVersion() {
        assertInvalid("v=STSv1 ; id=a");
        assertThat(TxtFinding.of(List.of("v=STSv1 ; id=a", GOOD))).isInstanceOf(Published.class);
    }

    @Test
    @Covers("R8461-3.1-06")
    void dropsOtherRecordsBeforeItCounts() {
        assertThat(TxtFinding.of(List.of("v=spf1 -all", GOOD, "", "google-site-verification=x")))
                .isEqualTo(new Published("20160831085700Z"));
    }

    @Test
    @Covers("R8461-3.1-07")
    void takesOneRecordAndNotTwo() {
        assertThat(TxtFinding.of(List.of())).isInstanceOf(NotPublished.class);
        assertThat(TxtFinding.of(List.of(GOOD, "v=STSv1; id=b"))).isInstanceOf(NotPublished.class);
        assertThat(TxtFinding.of(List.of(GOOD, GOOD))).isInstanceOf(NotPublished.class);
        assertThat(TxtFinding.of(List.of(GOOD, "v=STSv1; broken"))).isInstanceOf(NotPublished.class);
    }

    @Test
    @Covers("R8461-3.1-11")
    void passesOverUnknownFields() {
        assertThat(TxtFinding.of(List.of("v=STSv1; id=1; foo=bar; a.b_c-1=!~;")))
                .isEqualTo(new Published("1"));
    }

    @Test
    @Covers("R8461-3.1-12")
    void takesTheFirstOfSeveralIds() {
        assertThat(TxtFinding.of(List.of("v=STSv1; id=a; id=b"))).isEqualTo(new Published("a"));
        assertInvalid("v=STSv1; id=-; id=b");
    }
}
