package org.requiretls.james.mtasts.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.TxtFinding;

class PublishedPoliciesTest {

    private static final String POLICY = "version: STSv1\nmode: enforce\nmx: mx.our.test\nmax_age: 1209600\n";

    @TempDir
    private Path directory;

    private void write(String domain, String policy) throws IOException {
        Files.writeString(directory.resolve(domain + ".txt"), policy);
    }

    private PublishedPolicy only() throws PublishedPoliciesException {
        List<PublishedPolicy> all = PublishedPolicies.in(directory).all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    @Covers("R8461-3.1-13")
    void hasAnotherIdForEachText() throws Exception {
        write("our.test", POLICY);
        String before = only().id();
        assertThat(only().id()).isEqualTo(before);

        write("our.test", POLICY.replace("mx.our", "mx2.our"));

        assertThat(only().id()).isNotEqualTo(before);
    }

    /** A sender that is as strict as this one understands it. */
    @Test
    void hasARecordThatSendersCanRead() throws Exception {
        write("our.test", POLICY);
        String record = only().record();

        assertThat(record).startsWith("_mta-sts.our.test. IN TXT \"");
        String text = record.substring(record.indexOf('"') + 1, record.lastIndexOf('"'));
        assertThat(TxtFinding.of(List.of(text))).isEqualTo(new TxtFinding.Published(only().id()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version: STSv1\nmode: enforce\nmax_age: 1\n",
                "version: STSv1\nmode: on\nmx: a.test\nmax_age: 1\n",
                "version: STSv1\nmode: enforce\nmx: b\u00fccher.test\nmax_age: 1\n",
                "version: STSv1\nmode: enforce\nmx: a.test, b.test\nmax_age: 1\n"
            })
    @Covers("R8461-3.2-12")
    void refusesWhatOthersWouldNotUnderstand(String policy) throws IOException {
        write("our.test", policy);
        write("good.test", POLICY);

        assertThatThrownBy(() -> PublishedPolicies.in(directory))
                .isInstanceOf(PublishedPoliciesException.class)
                .hasMessageContaining("our.test.txt")
                .hasMessageContaining("1 mistake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Our.test", "b\u00fccher.test", "192.0.2.1", "our_test."})
    void refusesAFileWithoutTheNameOfADomain(String name) throws IOException {
        write(name, POLICY);

        assertThatThrownBy(() -> PublishedPolicies.in(directory)).hasMessageContaining("not that of a domain");
    }

    @Test
    void refusesToHaveNothingToServe() {
        assertThatThrownBy(() -> PublishedPolicies.in(directory)).hasMessageContaining("there is no file");
        assertThatThrownBy(() -> PublishedPolicies.in(directory.resolve("missing")))
                .hasMessageContaining("missing");
    }

    @Test
    @Covers("R8461-10.2-03")
    void advisesAgainstAShortAge() throws Exception {
        write("our.test", POLICY);
        assertThat(only().advice()).isEmpty();

        write("our.test", POLICY.replace("1209600", "1209599"));
        assertThat(only().advice()).isPresent();

        write("our.test", POLICY.replace("1209600", "60").replace("enforce", "testing"));
        assertThat(only().advice()).isEmpty();
    }
}
