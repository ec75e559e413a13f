package org.requiretls.james.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.install.xml.Edit;

class HealthCheckConfTest {

    private static final String OURS = "org.requiretls.james.DnssecHealthCheck";

    private static String installed(String text) {
        return Edit.apply(text, HealthCheckConf.install(text).edits());
    }

    private static String removed(String text) {
        return Edit.apply(text, HealthCheckConf.remove(text).edits());
    }

    @Test
    void behindTheSampleInTheComment() {
        assertThat(installed("# a\n# additional.healthchecks=\nhealthcheck.period=60s\n"))
                .isEqualTo("# a\n# additional.healthchecks=\nadditional.healthchecks=" + OURS
                        + "\nhealthcheck.period=60s\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "healthcheck.period=60s\n", "# none\r\n", "#additional.healthchecks=\n"})
    void whatComesInGoesOutToTheByte(String text) {
        assertThat(installed(text)).contains("additional.healthchecks=" + OURS);
        assertThat(removed(installed(text))).isEqualTo(text);
    }

    @Test
    void aLastLineWithoutEndIsEnded() {
        assertThat(installed("healthcheck.period=60s"))
                .isEqualTo("healthcheck.period=60s\n" + HealthCheckConf.LINE + "\n");
        assertThat(installed("a=b\r\nc=d")).isEqualTo("a=b\r\nc=d\r\n" + HealthCheckConf.LINE + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "additional.healthchecks=com.example.A\n",
                "additional.healthchecks = com.example.A, com.example.B\n",
                "additional.healthchecks=com.example.A,\\\n  com.example.B\n",
                "additional.healthchecks: com.example.A",
            })
    void theChecksOfOthersStay(String text) {
        String both = installed(text);

        assertThat(both).contains(OURS + ",com.example.A");
        assertThat(removed(both)).isEqualTo(text);
    }

    @Test
    void anEmptyListGetsOne() {
        assertThat(installed("additional.healthchecks=\nx=y\n"))
                .isEqualTo("additional.healthchecks=" + OURS + "\nx=y\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "additional.healthchecks=" + OURS + "\n",
                "additional.healthchecks=com.example.A, " + OURS + "\n",
            })
    void whereItIsAlreadyNothingIsDone(String text) {
        assertThat(HealthCheckConf.install(text).edits()).isEmpty();
    }

    @Test
    void anotherPlaceInTheListIsFound() {
        assertThat(removed("additional.healthchecks=a.A, " + OURS + "\n")).isEqualTo("additional.healthchecks=a.A\n");
        assertThat(removed("additional.healthchecks=a.A, " + OURS + ", b.B\n"))
                .isEqualTo("additional.healthchecks=a.A, b.B\n");
    }

    @Test
    void aCommentIsNoSetting() {
        String text = "# additional.healthchecks=" + OURS + "\n! " + OURS + "\n";

        assertThat(HealthCheckConf.remove(text).edits()).isEmpty();
        assertThat(installed(text)).contains("\nadditional.healthchecks=" + OURS);
    }
}
