package org.requiretls.james.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;

class ReceivedReportTest {

    private static final String GOOD = """
            {"organization-name":"O","contact-info":"c@o.example","report-id":"7@o.example",
             "date-range":{"start-datetime":"2026-11-25T00:00:00Z","end-datetime":"2026-11-25T23:59:59Z"},
             "policies":[{"policy":{"policy-type":"sts","policy-domain":"d.example","policy-string":["version: STSv1"],
                                    "mx-host":["mx.d.example"]},
                          "summary":{"total-successful-session-count":5,"total-failure-session-count":2},
                          "failure-details":[{"result-type":"certificate-expired","receiving-mx-hostname":"mx.d.example",
                                              "failed-session-count":2}]}]}""";

    private static final AppliedPolicy POLICY =
            AppliedPolicy.sts("d.example", List.of("version: STSv1"), List.of("mx.d.example"));

    private static ReceivedReport read(String json) throws ReportSyntaxException {
        return ReceivedReport.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static FailureDetail expired() {
        return new FailureDetail(
                ResultType.CERTIFICATE_EXPIRED,
                Optional.empty(),
                Optional.of("mx.d.example"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void readsAReport() throws ReportSyntaxException {
        assertThat(read(GOOD))
                .isEqualTo(new ReceivedReport(
                        "O",
                        "c@o.example",
                        "7@o.example",
                        Instant.parse("2026-11-25T00:00:00Z"),
                        Instant.parse("2026-11-25T23:59:59Z"),
                        List.of(new PolicyCount(POLICY, 5, 2, Map.of(expired(), 2L)))));
    }

    @Test
    void readsWhatWeWrite() throws ReportSyntaxException {
        PolicyCount count = new PolicyCount(POLICY, 5, 2, Map.of(expired(), 2L));
        PolicyCount other = new PolicyCount(AppliedPolicy.none("d.example"), 1, 0, Map.of());
        Submitter submitter = new Submitter("O", "c@o.example", "n1");
        Report report = new Report(submitter, LocalDate.of(2026, 11, 25), "d.example", List.of(count, other));

        assertThat(ReceivedReport.of(report.json()).policies()).containsExactly(count, other);
        assertThat(ReceivedReport.of(report.json()).id()).isEqualTo(report.id());
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws ReportSyntaxException {
        assertThat(read(GOOD.replaceFirst("\\{", "{\"new\":{\"deep\":[1,2.5,null,true]},")))
                .isEqualTo(read(GOOD));
    }

    @ParameterizedTest
    @CsvSource({
        "'[\"mx.d.example\"]',  '\"mx.d.example\"'",
        "'[\"version: STSv1\"]', '\"version: STSv1\"'",
    })
    void takesABareStringForAnArray(String array, String bare) throws ReportSyntaxException {
        assertThat(read(GOOD.replace(array, bare))).isEqualTo(read(GOOD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"organization-name\":\"O\"     | \"organization-name\":7       | /organization-name is no string",
                "\"report-id\":\"7@o.example\"   | \"x\":1                       | /report-id is no string",
                "\"policies\":[                  | \"policies\":7,\"x\":[        | /policies is no array",
                "\"policies\":[                  | \"policies\":[],\"x\":[       | /policies is missing or empty",
                "\"policies\":[                  | \"x\":[                       | /policies is missing or empty",
                "\"policies\":[                  | \"policies\":[null,           | /policies/0 is no object",
                "\"policy-type\":\"sts\"         | \"policy-type\":\"STS\"       | /policies/0/policy/policy-type is no type",
                "\"policy-domain\":\"d.example\" | \"x\":1                       | /policies/0/policy/policy-domain is no string",
                "[\"mx.d.example\"]              | [7]                           | /policies/0/policy/mx-host/0 is no string",
                "\"certificate-expired\"         | \"expired\"                   | /policies/0/failure-details/0/result-type is no type",
                "count\":5                       | count\":-5                    | is no count",
                "count\":5                       | count\":5.0                   | is no count",
                "count\":5                       | count\":\"5\"                 | is no count",
                "count\":5                       | count\":1e3                   | is no count",
                "count\":5                       | count\":9999999999999999999   | a number of 19 characters",
                "2026-11-25T00:00:00Z            | yesterday                     | /date-range/start-datetime is no time",
                "2026-11-25T00:00:00Z            | 2026-11-26T00:00:00Z          | /date-range ends before it begins",
                "\"contact-info\":               | \"report-id\":                | not JSON: Duplicate field 'report-id'",
            })
    void namesTheMistake(String what, String with, String message) {
        String broken = GOOD.replace(what, with);
        assertThat(broken).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(ReportSyntaxException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "7", "[]", "{", "{}", "{}{}", "\"x\"", "<html>", "{\"a\":NaN}", "\u0000"})
    void refusesWhatIsNoReport(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ReportSyntaxException.class);
    }

    @Test
    @Covers("R8460-7-01")
    void refusesWhatWouldCostTooMuch() {
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(1_000_000)))
                .isInstanceOf(ReportSyntaxException.class)
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> read("{\"a\":" + "9".repeat(1_000_000) + "}"))
                .isInstanceOf(ReportSyntaxException.class)
                .hasMessageContaining("a number of 1000000 characters");
        assertThatThrownBy(() -> read(GOOD.replace("7@o.example", "x".repeat(150_001))))
                .hasMessageContaining("/report-id is longer than");
        assertThatThrownBy(() -> read(GOOD.replace("[\"mx.d.example\"]", "[\"a\"" + ",\"a\"".repeat(10_000) + "]")))
                .hasMessageContaining("mx-host has more than");
    }

    @Test
    void saysNothingInALogThatTheStrangerChose() {
        assertThatThrownBy(() -> read("{\"\u001b[31m\\r\\nroot logged in\": \u001b}"))
                .isInstanceOf(ReportSyntaxException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\r", "\n"));
    }

    /** Whatever is changed in a report: it is read or refused, with an exception of the one kind. */
    @Test
    void neverFailsOtherwise() {
        SplittableRandom random = new SplittableRandom(8460);
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = good.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                ReceivedReport.of(changed);
                read++;
            } catch (ReportSyntaxException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).as("some changes are harmless").isPositive();
    }
}
