package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.integration.CarryStep.Alone;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.ReceivedMessage;

/**
 * Every step of James that makes mail out of mail: a REQUIRETLS message goes in, and what comes out is seen at the far
 * side, once as the installer leaves the configuration, once with the mailets of James alone.
 */
class CarryIT {

    private static final List<CarryStep> STEPS = CarrySteps.all();
    private static final Map<CarryStep, String> CARRIED = new LinkedHashMap<>();
    private static final Map<CarryStep, String> ALONE = new LinkedHashMap<>();

    private static CarryLab carried;
    private static CarryLab alone;

    @BeforeAll
    static void sendEverything() throws IOException {
        carried = CarryLab.open("carried", STEPS, installed -> installed);
        alone = CarryLab.open("alone", STEPS, CarryIT::withoutCarrying);
        for (CarryLab lab : List.of(carried, alone)) {
            for (CarryStep step : STEPS) {
                lab.send(step);
            }
            lab.reprocess();
        }
    }

    /** The mailets of James as they were, and all else as installed. */
    private static String withoutCarrying(String installed) {
        return installed.replaceAll(
                "class=\"org\\.requiretls\\.james\\.mailets\\.CarryTlsRequirement\">\\s*<around>([^<]*)</around>",
                "class=\"$1\">");
    }

    @AfterAll
    static void close() throws IOException {
        Files.writeString(Path.of("target", "carry.md"), CarryTable.of(STEPS, CARRIED, ALONE));
        for (CarryLab lab : new CarryLab[] {carried, alone}) {
            if (lab != null) {
                lab.close();
            }
        }
    }

    static List<CarryStep> steps() {
        return STEPS;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    @Covers({
        "R8689-4.1-05",
        "R8689-4.1-06",
        "R8689-4.1-08",
        "R8689-5-01",
        "R8689-5-02",
        "R8689-5-03",
        "R8689-6-01",
        "R8689-6-02",
        "S-RED-03"
    })
    void keepsTheTag(CarryStep step) throws IOException {
        Optional<ReceivedMessage> received = carried.received(step.awaited());
        CARRIED.put(step, seen(received));

        assertThat(received).as("at the far side; log:%n%s", carried.log()).isPresent();
        ReceivedMessage message = received.get();
        assertThat(message.tls()).isPresent();
        assertThat(message.reversePath().hasParameter("REQUIRETLS"))
                .as("REQUIRETLS on %s", message.reversePath())
                .isTrue();
        assertThat(step.expectation().objection(message, step.message()))
                .as(message.text())
                .isEmpty();
        assertThat(message.text().toLowerCase(java.util.Locale.ROOT))
                .as("nothing of ours is in the message")
                .doesNotContain("org.requiretls");
    }

    /** Keeps the table honest: what is said to be lost without us is lost, and what is said to be kept is kept. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void asJamesHasIt(CarryStep step) {
        Optional<ReceivedMessage> received = alone.received(step.awaited());
        ALONE.put(step, seen(received));

        assertThat(received).isPresent();
        assertThat(received.get().reversePath().hasParameter("REQUIRETLS"))
                .isEqualTo(step.alone() == Alone.KEPT || step.carriedBy().equals("NonDeliveryReport"));
    }

    private static String seen(Optional<ReceivedMessage> received) {
        return received.map(message -> "MAIL FROM:<" + message.reversePath().address() + "> "
                        + String.join(" ", message.reversePath().parameters()))
                .orElse("nothing arrived");
    }
}
