package org.requiretls.james.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.install.xml.Edit;

class NameListTest {

    private static final String DNSSEC = "org.requiretls.james.DnssecHealthCheck";
    private static final String MTA_STS = "org.requiretls.james.MtaStsHealthCheck";
    private static final String REPORTS = "org.requiretls.james.TlsReportHealthCheck";
    private static final String OURS = DNSSEC + "," + MTA_STS + "," + REPORTS;

    private static String installed(String text) {
        return Edit.apply(text, NameList.HEALTH_CHECKS.install(text).edits());
    }

    private static String removed(String text) {
        return Edit.apply(text, NameList.HEALTH_CHECKS.remove(text).edits());
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
                .isEqualTo("healthcheck.period=60s\n" + NameList.HEALTH_CHECKS.line() + "\n");
        assertThat(installed("a=b\r\nc=d")).isEqualTo("a=b\r\nc=d\r\n" + NameList.HEALTH_CHECKS.line() + "\r\n");
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
                "additional.healthchecks=" + REPORTS + ",com.example.A, " + DNSSEC + ",\\\n " + MTA_STS + "\n",
            })
    void whereItIsAlreadyNothingIsDone(String text) {
        assertThat(NameList.HEALTH_CHECKS.install(text).edits()).isEmpty();
    }

    @Test
    void anotherPlaceInTheListIsFound() {
        assertThat(removed("additional.healthchecks=a.A, " + OURS + "\n")).isEqualTo("additional.healthchecks=a.A\n");
        assertThat(removed("additional.healthchecks=a.A, " + OURS + ", b.B\n"))
                .isEqualTo("additional.healthchecks=a.A, b.B\n");
    }

    /** As an earlier release, or the administrator, left it. */
    @Test
    void whatIsMissingComesToWhatIsThere() {
        assertThat(installed("additional.healthchecks=" + DNSSEC + "\n"))
                .isEqualTo("additional.healthchecks=" + MTA_STS + "," + REPORTS + "," + DNSSEC + "\n");
        assertThat(removed("additional.healthchecks=" + MTA_STS + ",a.A," + REPORTS + "," + DNSSEC + "\n"))
                .isEqualTo("additional.healthchecks=a.A\n");
    }

    @Test
    void aNameThatBeginsLikeOursIsAnother() {
        String text = "additional.healthchecks=" + DNSSEC + "Of.others\n";

        assertThat(NameList.HEALTH_CHECKS.missing(text)).containsExactly(DNSSEC, MTA_STS, REPORTS);
        assertThat(removed(text)).isEqualTo(text);
    }

    @Test
    void theRouteGoesBehindItsSample() {
        String text = "enabled=true\n#extensions.routes=";
        String with = Edit.apply(text, NameList.ROUTES.install(text).edits());

        assertThat(with).isEqualTo(text + "\nextensions.routes=org.requiretls.james.TlsReportRoutes\n");
        assertThat(Edit.apply(with, NameList.ROUTES.remove(with).edits())).isEqualTo(text + "\n");
    }

    @Test
    void aCommentIsNoSetting() {
        String text = "# additional.healthchecks=" + OURS + "\n! " + OURS + "\n";

        assertThat(NameList.HEALTH_CHECKS.remove(text).edits()).isEmpty();
        assertThat(installed(text)).contains("\nadditional.healthchecks=" + OURS);
    }
}
