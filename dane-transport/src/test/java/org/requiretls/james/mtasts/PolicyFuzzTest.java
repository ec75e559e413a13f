package org.requiretls.james.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.requiretls.james.mtasts.PolicyReading.Valid;

/**
 * Looks for policies and records that are read wrongly. In the build it runs over the texts kept beside it; with {@code
 * -Dfuzz=1 -Dtest=PolicyFuzzTest} it invents texts of its own.
 */
class PolicyFuzzTest {

    /** What is read stays in its bounds, and reads the same when it is written down. */
    @FuzzTest(maxDuration = "5m")
    void policy(byte[] octets) {
        if (PolicyParser.parse(octets) instanceof Valid valid) {
            StsPolicy policy = valid.policy();
            byte[] written = String.join("\n", policy.lines()).getBytes(StandardCharsets.UTF_8);
            assertThat(PolicyParser.parse(written)).isEqualTo(valid);
            assertThat(policy.maxAge()).isLessThanOrEqualTo(StsPolicy.LONGEST_AGE);
            for (MxPattern pattern : policy.mx()) {
                assertThat(policy.names(pattern.text().replace("*", "a"))).isTrue();
            }
        }
    }

    /** An id is such as may stand in a file, a log line and a report. */
    @FuzzTest(maxDuration = "5m")
    void record(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (TxtFinding.of(List.of(text)) instanceof TxtFinding.Published published) {
            assertThat(published.id()).matches("[A-Za-z0-9]{1,32}");
            assertThat(text).startsWith("v=STSv1;").contains("id=" + published.id());
        }
    }
}
