package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.smtp.RecordedCommand;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.policy.Rule;

/** A laboratory for each test, and the words in which the tests say what they expect. */
@Timeout(60)
abstract class HopTest {

    @TempDir
    Path folder;

    HopLab lab;

    @BeforeEach
    void openLab() {
        lab = new HopLab(folder);
    }

    @AfterEach
    void noSessionIsLeftOpen() {
        try {
            await().until(() -> lab.openConnections() == 0);
        } finally {
            lab.close();
        }
    }

    static RecipientOutcome outcome(DeliveryReport report, String recipient) {
        return report.outcomes().get(recipient);
    }

    static void assertDelivered(DeliveryReport report, String host) {
        assertThat(outcome(report, HopLab.BOB)).isEqualTo(new Delivered(host));
    }

    static Failure assertDeferred(DeliveryReport report, String status, Rule rule) {
        assertThat(outcome(report, HopLab.BOB)).isInstanceOf(Deferred.class);
        return assertFailure(((Deferred) outcome(report, HopLab.BOB)).failure(), status, rule);
    }

    static Failure assertBounced(DeliveryReport report, String status, Rule rule) {
        assertThat(outcome(report, HopLab.BOB)).isInstanceOf(Failed.class);
        return assertFailure(((Failed) outcome(report, HopLab.BOB)).failure(), status, rule);
    }

    private static Failure assertFailure(Failure failure, String status, Rule rule) {
        assertThat(failure.status().enhanced()).hasToString(status);
        assertThat(failure.rule()).contains(rule);
        assertThat(failure.source()).isEqualTo(Failure.Source.OURS);
        assertThat(failure.text()).contains("[" + rule + "]");
        return failure;
    }

    /** The peer was told neither who writes nor to whom, and got no content. */
    static void assertToldNothing(SmtpPeer peer) {
        assertThat(peer.sessions())
                .allSatisfy(session -> assertThat(session.verbs()).doesNotContain("MAIL", "RCPT", "DATA"));
        assertThat(peer.messages()).isEmpty();
    }

    static void assertNoMailInClear(SmtpPeer peer) {
        assertThat(peer.sessions())
                .allSatisfy(session -> assertThat(session.commands())
                        .filteredOn(command -> !command.insideTls())
                        .extracting(RecordedCommand::verb)
                        .doesNotContain("MAIL", "RCPT", "DATA"));
    }

    static String mailCommand(SmtpPeer peer) {
        return peer.sessions().stream()
                .flatMap(session -> session.commandLines().stream())
                .filter(line -> line.startsWith("MAIL"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    static void assertTookInTls(SmtpPeer peer) {
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.messages().get(0).tls()).isPresent();
        assertNoMailInClear(peer);
        assertThat(peer.violations()).isEmpty();
    }

    static void assertTookInClear(SmtpPeer peer) {
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.messages().get(0).tls()).isEmpty();
        assertThat(mailCommand(peer)).doesNotContain("REQUIRETLS");
    }

    Attempt lastAttempt() {
        return lab.attempts.get(lab.attempts.size() - 1);
    }
}
