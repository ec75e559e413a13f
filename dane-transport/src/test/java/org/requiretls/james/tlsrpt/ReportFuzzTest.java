package org.requiretls.james.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/**
 * Looks for reports and records that are read wrongly. In the build it runs over the texts kept beside it; with {@code
 * -Dfuzz=1 -Dtest=ReportFuzzTest} it invents texts of its own.
 */
class ReportFuzzTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Submitter SUBMITTER = new Submitter("O", "tls@out.example", "n1");
    private static final String DOMAIN = "d.example";

    /** What is read can be counted, written down, and read again as the same; what is refused is refused in one line. */
    @FuzzTest(maxDuration = "5m")
    void json(byte[] octets) throws ReportSyntaxException {
        ReceivedReport report;
        try {
            report = ReceivedReport.of(octets);
        } catch (ReportSyntaxException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(1000).doesNotContainPattern("\\p{Cntrl}");
            return;
        }
        Tally tally = new Tally(DAY, Tally.Limits.DEFAULT);
        report.policies().forEach(count -> tally.add(DOMAIN, count));
        List<PolicyCount> counted = tally.of(DOMAIN);
        if (counted.stream().allMatch(ReportFuzzTest::isPossible)) {
            Report again = new Report(SUBMITTER, DAY, DOMAIN, counted);
            assertThat(ReceivedReport.of(again.json()).policies()).isEqualTo(counted);
            assertThat(ReceivedReport.of(again.line().getBytes(StandardCharsets.UTF_8))
                            .policies())
                    .isEqualTo(counted);
            assertThat(again.line()).doesNotContain("\n");
        }
    }

    /** Two entries of a report may come to more than one entry may have. */
    private static boolean isPossible(PolicyCount count) {
        return count.successes() <= Reported.HIGHEST_COUNT && count.failures() <= Reported.HIGHEST_COUNT;
    }

    /** A target is such as may stand in a mail header, a log line or a request. */
    @FuzzTest(maxDuration = "5m")
    void record(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (ReportRequest.of(List.of(text)) instanceof ReportRequest.Wanted wanted) {
            assertThat(text).startsWith("v=TLSRPTv1;");
            assertThat(wanted.targets())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(10)
                    .doesNotHaveDuplicates();
            for (ReportTarget target : wanted.targets()) {
                assertThat(target.toString()).matches("[!-~]+");
                if (target instanceof ReportTarget.Https https) {
                    assertThat(https.uri().getHost()).isNotEmpty();
                    assertThat(https.uri().getUserInfo()).isNull();
                }
            }
        }
    }
}
