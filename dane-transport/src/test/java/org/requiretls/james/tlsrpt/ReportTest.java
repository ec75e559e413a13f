package org.requiretls.james.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;

class ReportTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Submitter SUBMITTER = new Submitter("Example \"Post\"", "postmaster@out.example", "n1");
    private static final ObjectMapper STRICT = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static final AppliedPolicy STS = AppliedPolicy.sts(
            "d.example",
            List.of("version: STSv1", "mode: testing", "mx: a.d.example", "mx: *.d.example", "max_age: 86400"),
            List.of("a.d.example", "*.d.example"));
    private static final FailureDetail EXPIRED = new FailureDetail(
            ResultType.CERTIFICATE_EXPIRED,
            Optional.of("2001:db8::1"),
            Optional.of("a.d.example"),
            Optional.of("a"),
            Optional.of("192.0.2.9"),
            Optional.of("expired"));

    private static Report of(PolicyCount... counts) {
        return new Report(SUBMITTER, DAY, "d.example", List.of(counts));
    }

    private static JsonNode json(Report report) throws IOException {
        return STRICT.readTree(report.json());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    @Covers({"R8460-4-01", "R8460-4.4-01"})
    void saysWhoReportsWhen() throws IOException {
        JsonNode json = json(of(new PolicyCount(STS, 1, 0, Map.of())));

        assertThat(names(json))
                .containsExactly("organization-name", "date-range", "contact-info", "report-id", "policies");
        assertThat(json.get("organization-name").textValue()).isEqualTo("Example \"Post\"");
        assertThat(json.get("contact-info").textValue()).isEqualTo("postmaster@out.example");
        assertThat(json.at("/date-range/start-datetime").textValue()).isEqualTo("2026-11-25T00:00:00Z");
        assertThat(json.at("/date-range/end-datetime").textValue()).isEqualTo("2026-11-25T23:59:59Z");
    }

    @Test
    @Covers({"R8460-4-02", "R8460-4.4-02", "R8460-4.4-03", "R8460-4.4-05", "R8460-4.4-06", "R8460-4.4-07"})
    void saysWhatWasCounted() throws IOException {
        JsonNode policies =
                json(of(new PolicyCount(STS, 5, 2, Map.of(EXPIRED, 2L)))).get("policies");

        assertThat(policies.isArray()).isTrue();
        assertThat(policies).hasSize(1);
        assertThat(policies.get(0)).isEqualTo(STRICT.readTree("""
                {"policy": {
                   "policy-type": "sts",
                   "policy-string": ["version: STSv1", "mode: testing", "mx: a.d.example", "mx: *.d.example", "max_age: 86400"],
                   "policy-domain": "d.example",
                   "mx-host": ["a.d.example", "*.d.example"]},
                 "summary": {"total-successful-session-count": 5, "total-failure-session-count": 2},
                 "failure-details": [{
                   "result-type": "certificate-expired",
                   "sending-mta-ip": "2001:db8::1",
                   "receiving-mx-hostname": "a.d.example",
                   "receiving-mx-helo": "a",
                   "receiving-ip": "192.0.2.9",
                   "failed-session-count": 2,
                   "failure-reason-code": "expired"}]}
                """));
    }

    @Test
    @Covers({"R8460-4.5-01", "R8460-4.2-01"})
    void saysThatAllIsWellWhereNoPolicyWasFound() throws IOException {
        JsonNode policy = json(of(new PolicyCount(AppliedPolicy.none("d.example"), 3, 0, Map.of())))
                .at("/policies/0");

        assertThat(policy).isEqualTo(STRICT.readTree("""
                {"policy": {"policy-type": "no-policy-found", "policy-domain": "d.example"},
                 "summary": {"total-successful-session-count": 3, "total-failure-session-count": 0}}
                """));
    }

    @ParameterizedTest
    @EnumSource
    @Covers("R8460-4.3-09")
    void spellsResultsAsTheRegistryDoes(ResultType type) throws IOException {
        FailureDetail detail = FailureDetail.withoutSession(type, "x");
        JsonNode json = json(of(new PolicyCount(STS, 0, 1, Map.of(detail, 1L))));

        assertThat(json.at("/policies/0/failure-details/0/result-type").textValue())
                .isIn(
                        "starttls-not-supported",
                        "certificate-host-mismatch",
                        "certificate-expired",
                        "certificate-not-trusted",
                        "validation-failure",
                        "tlsa-invalid",
                        "dnssec-invalid",
                        "dane-required",
                        "sts-policy-fetch-error",
                        "sts-policy-invalid",
                        "sts-webpki-invalid");
        assertThat(ResultType.of(type.keyword())).contains(type);
        assertThat(ResultType.of(type.keyword().toUpperCase())).isEmpty();
    }

    /** Whatever a stranger put into a policy or a greeting can't end a string of ours. */
    @Test
    void survivesHostileText() throws IOException {
        String hostile = "\"}],\u0000\u001b[31m\r\n\ud800\\<script>";
        AppliedPolicy policy = AppliedPolicy.sts("d.example", List.of(hostile), List.of());
        JsonNode json = json(of(new PolicyCount(policy, 1, 0, Map.of())));

        assertThat(json.at("/policies/0/policy/policy-string/0").textValue()).startsWith("\"}],\u0000\u001b[31m\r\n");
        assertThat(json.at("/policies/0/policy/policy-domain").textValue()).isEqualTo("d.example");
    }

    @Test
    @Covers({"R8460-5.1-01", "R8460-5.3-06"})
    void hasAFileNameAndASubject() {
        Report report = of(new PolicyCount(STS, 1, 0, Map.of()));

        assertThat(report.fileName()).isEqualTo("out.example!d.example!1795564800!1795651199!n1.json.gz");
        assertThat(OffsetDateTime.parse("2026-11-25T00:00:00Z").toEpochSecond()).isEqualTo(1795564800);
        assertThat(report.subject())
                .matches(Pattern.compile(
                        "Report Domain: d\\.example Submitter: out\\.example Report-ID: <[^<>@ ]+@out\\.example>"));
    }

    @Test
    void isTheSameWhenItIsMadeAgainAndAnotherOnAnotherNode() {
        PolicyCount count = new PolicyCount(STS, 1, 0, Map.of());
        Submitter other = new Submitter("Example", "postmaster@out.example", "n2");

        assertThat(of(count).id()).isEqualTo(of(count).id());
        assertThat(new Report(other, DAY, "d.example", List.of(count)).id())
                .isNotEqualTo(of(count).id());
        assertThat(new Report(SUBMITTER, DAY.plusDays(1), "d.example", List.of(count)).id())
                .isNotEqualTo(of(count).id());
    }

    @Test
    void isNotMadeAboutNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "postmaster", "@out.example", "a b@out.example", "a@out example", "a@b@out.example"})
    void wantsAContact(String contact) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Submitter("Example", contact, "n1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a!b", "n-1"})
    void wantsANodeThatCanStandInAFileName(String node) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Submitter("Example", "p@out.example", node));
    }
}
