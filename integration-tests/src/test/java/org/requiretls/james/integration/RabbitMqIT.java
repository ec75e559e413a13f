package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.RecordedCommand;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/** A James whose queues are in a RabbitMQ, which hands everything out at once and takes back what it waits for too long. */
@DisplayName("A James with RabbitMQ")
class RabbitMqIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String OUTGOING = "JamesMailQueue-workqueue-outgoing";
    private static final String LATER = "later@far.test";
    private static final String SLOW = "slow@far.test";

    private QueueLab lab;
    private JamesProcess james;

    private void start(UnaryOperator<SmtpPeerBuilder> far, Duration consumerTimeout, Map<String, String> parameters)
            throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("maxRetries", "1000"));
        all.putAll(parameters);
        lab = QueueLab.open(QueueLab.Kind.RABBIT_MQ, peer -> far.apply(peer.requireTlsOffered()), consumerTimeout, all);
        james = lab.start();
    }

    @AfterEach
    void close() {
        if (james != null) {
            james.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private void send(String recipient) throws IOException {
        try (RawSmtp smtp = lab.client()) {
            give(smtp, "MAIL FROM:<alice@far.test>", recipient);
        }
    }

    private void sendTagged(String recipient) throws IOException {
        try (RawSmtp smtp = lab.client()) {
            smtp.startTls();
            smtp.expect(250, "EHLO client.test");
            give(smtp, "MAIL FROM:<alice@far.test> REQUIRETLS", recipient);
        }
    }

    private static void give(RawSmtp smtp, String mail, String recipient) throws IOException {
        smtp.expect(250, mail);
        smtp.expect(250, "RCPT TO:<" + recipient + ">");
        assertThat(smtp.data("Subject: hello\n\nhello " + recipient + "\n").code())
                .isEqualTo(250);
    }

    private List<ReceivedMessage> arrivedFor(String recipient) {
        return lab.peer().messages().stream()
                .filter(message -> message.recipientAddresses().contains(recipient))
                .toList();
    }

    private void awaitArrivalFor(String recipient) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(arrivedFor(recipient))
                        .as("arrived for %s; James says:%n%s", recipient, james.logTail())
                        .isNotEmpty());
    }

    private long attemptsFor(String recipient) {
        return lab.peer().sessions().stream()
                .flatMap(session -> session.commands().stream())
                .map(RecordedCommand::line)
                .filter(line -> line.contains(recipient))
                .count();
    }

    @Test
    @DisplayName("tries a deferred mail again when it is due, with its tag, and other mail gets past it")
    void retries() throws IOException {
        Answer tryLater = Answer.reply("451 4.2.1 try again later");
        start(
                far -> far.onRecipient(LATER, Answer.inTurn(tryLater, tryLater, Answer.normal())),
                QueueLab.USUAL_CONSUMER_TIMEOUT,
                Map.of("delayTime", "4 sec"));
        sendTagged(LATER);
        await().atMost(PATIENCE).until(() -> attemptsFor(LATER) == 1);
        long start = System.nanoTime();

        send("bob@far.test");
        awaitArrivalFor("bob@far.test");
        assertThat(arrivedFor(LATER)).isEmpty();
        awaitArrivalFor(LATER);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(7));
        assertThat(attemptsFor(LATER)).isEqualTo(3);
        assertThat(arrivedFor(LATER))
                .singleElement()
                .satisfies(message -> assertThat(message.reversePath().hasParameter("REQUIRETLS"))
                        .isTrue());
        assertThat(arrivedFor("bob@far.test"))
                .singleElement()
                .satisfies(message -> assertThat(message.reversePath().hasParameter("REQUIRETLS"))
                        .isFalse());
    }

    @Test
    @DisplayName("goes on after a restart of the broker, and has lost nothing")
    void brokerRestarts() throws IOException {
        start(
                far -> far.onRecipient(
                        LATER, Answer.inTurn(Answer.reply("451 4.2.1 try again later"), Answer.normal())),
                QueueLab.USUAL_CONSUMER_TIMEOUT,
                Map.of("delayTime", "2 sec"));
        sendTagged(LATER);
        await().atMost(PATIENCE).until(() -> attemptsFor(LATER) == 1);

        lab.broker().restart();

        awaitArrivalFor(LATER);
        send("bob@far.test");
        awaitArrivalFor("bob@far.test");
    }

    @Test
    @DisplayName("goes on when the broker has taken its queue away")
    void queueIsTakenAway() throws IOException {
        start(far -> far, QueueLab.USUAL_CONSUMER_TIMEOUT, Map.of());
        send("bob@far.test");
        awaitArrivalFor("bob@far.test");

        lab.broker().takeAway(OUTGOING);

        send("carol@far.test");
        awaitArrivalFor("carol@far.test");
    }

    @Test
    @DisplayName("lets no mail take so long that the broker would take the channel from it")
    void hostThatHangs() throws IOException {
        start(
                far -> far.onRecipient(
                        SLOW, Answer.inTurn(Answer.hang(), Answer.hang(), Answer.hang(), Answer.normal())),
                Duration.ofSeconds(20),
                Map.of("deliveryDeadline", "8 sec", "delayTime", "1 sec"));
        send(SLOW);
        await().atMost(PATIENCE).until(() -> attemptsFor(SLOW) == 1);

        awaitArrivalFor(SLOW);
        send("bob@far.test");
        awaitArrivalFor("bob@far.test");
    }
}
