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
import org.junit.jupiter.api.Test;
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

    /** Keeping the tag may mean that a member gets nothing; the list owner has to hear of it. */
    @Test
    @Covers("R8689-6-03")
    void aListOwnerIsToldOfMembersThatCannotBeReached() throws IOException {
        carried.send(
                "author@sender.test> REQUIRETLS", message("author@sender.test", "list@a.test"), List.of("list@a.test"));

        ReceivedMessage member = carried.received("list@far.test").orElseThrow();
        assertThat(member.reversePath().address()).isEqualTo("owner@sender.test");
        assertThat(member.reversePath().hasParameter("REQUIRETLS")).isTrue();
        ReceivedMessage report = carried.received("owner@sender.test").orElseThrow();
        assertThat(report.reversePath().address()).isEmpty();
        assertThat(report.text())
                .contains("list@nokeyword.test", "Status: 5.7.30")
                .doesNotContain(CarryStep.BODY);
        assertThat(carried.allReceivedWithoutKeyword())
                .noneMatch(message -> message.recipientAddresses().contains("list@nokeyword.test"));
    }

    @Test
    @Covers("R8689-5-07")
    void anAnswerIsNotLostWhereTheWayBackHasNoKeyword() throws IOException {
        carried.send(
                "dave@nokeyword.test> REQUIRETLS",
                message("dave@nokeyword.test", "sievereject@a.test"),
                List.of("sievereject@a.test"));

        ReceivedMessage answer =
                carried.receivedWithoutKeyword("dave@nokeyword.test").orElseThrow();
        assertThat(answer.tls()).isPresent();
        assertThat(answer.reversePath().address()).isEmpty();
        assertThat(answer.reversePath().hasParameter("REQUIRETLS")).isFalse();
        assertThat(answer.text()).doesNotContain(CarryStep.BODY);
    }

    @Test
    @Covers("R8689-6-04")
    void forwardsToANamedAddressAreTaggedUnlessTheSenderAskedForTheOpposite() throws IOException {
        carried.send("tagged@sender.test>", message("tagged@sender.test", "boss@a.test"), List.of("boss@a.test"));
        carried.send(
                "asked@sender.test>",
                "TLS-Required: No\r\n" + message("asked@sender.test", "boss@a.test"),
                List.of("boss@a.test"));

        assertThat(carried.receivedFrom("tagged@sender.test").orElseThrow().reversePath())
                .satisfies(path -> assertThat(path.hasParameter("REQUIRETLS")).isTrue());
        assertThat(carried.receivedFrom("asked@sender.test").orElseThrow().reversePath())
                .satisfies(path -> assertThat(path.hasParameter("REQUIRETLS")).isFalse());
    }

    /** What a list manager outside of SMTP got and sends back; only who knows the secret can ask for the tag like this. */
    @Test
    @Covers({"S-RED-01", "S-RED-02"})
    void s_red_01ATagCrossesASideChannelAndNobodyElseCanBringOneBack() throws IOException {
        carried.send(
                "red@sender.test> REQUIRETLS", message("red@sender.test", "channel@a.test"), List.of("channel@a.test"));
        String field = CarryLab.SIDE_CHANNEL_FIELD + ": ";

        String outside = carried.outsideSmtp("red@sender.test").orElseThrow();
        assertThat(outside).contains(field + CarryLab.SECRET).contains(CarryStep.BODY);
        assertThat(carried.log()).contains("the promise ends here");

        carried.send("back@sender.test>", outside, List.of("back@far.test"));
        carried.send(
                "forger@sender.test>",
                field + "4f1b7c9d20cf\r\n" + message("forger@sender.test", "forged@far.test"),
                List.of("forged@far.test"));

        ReceivedMessage back = carried.received("back@far.test").orElseThrow();
        assertThat(back.reversePath().hasParameter("REQUIRETLS")).isTrue();
        ReceivedMessage forged = carried.received("forged@far.test").orElseThrow();
        assertThat(forged.reversePath().hasParameter("REQUIRETLS")).isFalse();
        for (ReceivedMessage message : List.of(back, forged)) {
            assertThat(message.text()).doesNotContainIgnoringCase(CarryLab.SIDE_CHANNEL_FIELD);
        }
    }

    @Test
    void untaggedMailGoesByTheSideChannelWithoutTheSecret() throws IOException {
        carried.send("plain@sender.test>", message("plain@sender.test", "channel@a.test"), List.of("channel@a.test"));

        assertThat(carried.outsideSmtp("plain@sender.test").orElseThrow()).doesNotContain(CarryLab.SECRET);
    }

    private static String message(String sender, String recipient) {
        return "From: " + sender + "\r\nTo: " + recipient + "\r\nSubject: hello\r\nMessage-ID: <to-" + recipient
                + ">\r\n\r\n" + CarryStep.BODY + "\r\n";
    }

    private static String seen(Optional<ReceivedMessage> received) {
        return received.map(message -> "MAIL FROM:<" + message.reversePath().address() + "> "
                        + String.join(" ", message.reversePath().parameters()))
                .orElse("nothing arrived");
    }
}
