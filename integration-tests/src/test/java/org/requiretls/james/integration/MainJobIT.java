package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.tryit.Play;
import org.requiretls.james.lab.tryit.Scenarios;
import org.requiretls.james.lab.tryit.Scene;
import org.requiretls.james.lab.tryit.SceneResult;
import org.requiretls.james.lab.tryit.Theatre;

/**
 * The scenes of the demonstration, played between two real James servers into which the release zip was installed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobIT {

    private static Theatre theatre;

    @BeforeAll
    static void open() throws IOException {
        theatre = Theatre.open(
                Laboratory.stockJames(), Laboratory.release(), Laboratory.newDirectory("main-job"), step -> {});
    }

    @AfterAll
    static void close() {
        if (theatre != null) {
            theatre.close();
        }
    }

    static List<Scene> scenes() {
        return Scenarios.all();
    }

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    @Covers({
        "R8689-2-06",
        "R8689-2-11",
        "R8689-2-12",
        "R8689-2-15",
        "R8689-3-04",
        "R8689-4.2.1-11",
        "R8689-8.2-01",
        "R7672-2.1.2-01",
        "R3207-4.2-01"
    })
    void comesToTheExpectedEnd(Scene scene) throws IOException {
        SceneResult result = new Play(theatre).play(scene);

        assertThat(result.outcome() + " " + result.status())
                .as("%s", result)
                .isEqualTo(scene.ending().toString());
    }

    /** Ends the sending James, so it comes last. */
    @Test
    @Order(2)
    @Covers({"R8460-4.2-01", "R8460-4.3-05", "R8460-4.4-09"})
    void countsItForTlsReports() throws IOException {
        List<String> reports = theatre.endSenderAndReadTlsReports();

        assertThat(reports)
                .anySatisfy(report -> assertThat(report)
                        .contains("a.test\"", ".good.test@a.test\"", "\"policy-type\":\"tlsa\"")
                        .doesNotContain("failure-details"))
                .anySatisfy(report -> assertThat(report)
                        .contains(".mismatch.test@a.test\"", "\"failure-reason-code\":\"tlsa-no-match\""))
                .anySatisfy(report -> assertThat(report)
                        .contains(".stripped.test@a.test\"", "\"result-type\":\"starttls-not-supported\""))
                .allSatisfy(report -> assertThat(report).doesNotContain("bob@", "alice@"));
    }
}
