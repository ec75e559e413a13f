package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.smtp.Answer;

/**
 * A James with a persistent queue is killed while it takes mail and sends it, again and again. Whatever it has taken
 * arrives, or its sender is told.
 *
 * <p>How often is the system property {@code requiretls.kills}; {@code requiretls.seed} repeats a run.
 */
@DisplayName("A James that is killed under load")
class KilledJamesIT {

    private static final int KILLS = Integer.getInteger("requiretls.kills", 3);
    private static final long SEED = Long.getLong("requiretls.seed", System.nanoTime());

    private static final int MESSAGES_A_ROUND = 60;
    private static final int DELIVERIES_AT_ONCE = 10;
    private static final int SPOOLER_THREADS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Pattern ID = Pattern.compile("Subject: id-(\\d+)-");

    /** Whom the messages go to, in turn. */
    private static final List<String> RECIPIENTS =
            List.of("bob@far.test", "carol@far.test", "later@far.test", "refused@far.test");

    private final Random random = new Random(SEED);
    private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
    private QueueLab lab;
    private int sent;

    private void open(QueueLab.Kind kind) throws IOException {
        Answer tryLater = Answer.reply("451 4.2.1 try again later");
        lab = QueueLab.open(
                kind,
                far -> far.onRecipient("later@far.test", Answer.inTurn(tryLater, tryLater, tryLater, Answer.normal()))
                        .onRecipient("refused@far.test", Answer.reply("550 5.1.1 nobody of that name")),
                QueueLab.USUAL_CONSUMER_TIMEOUT,
                Map.of(
                        "delayTime",
                        "1 sec",
                        "maxRetries",
                        "1000",
                        "concurrentDeliveries",
                        String.valueOf(DELIVERIES_AT_ONCE)));
        lab.home()
                .editXml(
                        "mailetcontainer.xml",
                        xml -> xml.element("mailetcontainer", "spooler", "threads")
                                .withText(String.valueOf(SPOOLER_THREADS)));
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @EnumSource
    @ParameterizedTest(name = "{0}")
    @DisplayName("loses nothing that it has taken, and sends twice no more than was on its way at the kill")
    void nothingIsLost(QueueLab.Kind kind) throws IOException {
        open(kind);
        for (int kill = 0; kill < KILLS; kill++) {
            JamesProcess james = lab.start();
            try {
                int enough = accepted.size() + 1 + random.nextInt(MESSAGES_A_ROUND - 1);
                CompletableFuture<Void> load = CompletableFuture.runAsync(this::sendUntilItEnds);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> accepted.size() >= enough || load.isDone());
                james.kill();
                load.join();
            } finally {
                james.kill();
            }
        }
        try (JamesProcess james = lab.start()) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(missing())
                            .as(
                                    "taken, and neither delivered nor bounced; seed %d; James says:%n%s",
                                    SEED, james.logTail())
                            .isEmpty());
        }
        assertThat(accepted).as("messages that James had taken").hasSizeGreaterThanOrEqualTo(KILLS);
        long copies = arrivals().values().stream().mapToLong(count -> count - 1).sum();
        assertThat(copies)
                .as("second copies among " + accepted.size() + " messages; seed " + SEED)
                .isLessThanOrEqualTo((long) KILLS * (DELIVERIES_AT_ONCE + SPOOLER_THREADS));
        assertThat(lab.peer().violations()).isEmpty();
    }

    private Set<Integer> missing() {
        Set<Integer> missing = new TreeSet<>(accepted);
        missing.removeAll(arrivals().keySet());
        return missing;
    }

    /** How often each message arrived, itself or within a report about it. */
    private Map<Integer, Integer> arrivals() {
        return lab.peer().messages().stream()
                .map(message -> ID.matcher(message.text()))
                .filter(Matcher::find)
                .collect(Collectors.toMap(id -> Integer.valueOf(id.group(1)), id -> 1, Integer::sum));
    }

    /** One round of mail, or what of it James takes before it ends. */
    private void sendUntilItEnds() {
        try (RawSmtp smtp = lab.client()) {
            for (int i = 0; i < MESSAGES_A_ROUND; i++) {
                int id = sent++;
                smtp.expect(250, "MAIL FROM:<alice@far.test>");
                smtp.expect(250, "RCPT TO:<" + RECIPIENTS.get(id % RECIPIENTS.size()) + ">");
                if (smtp.data("Subject: id-" + id + "-\n\nhello\n").code() == 250) {
                    accepted.add(id);
                }
            }
        } catch (IOException killed) {
            // What was not acknowledged is not James's to deliver.
        }
    }
}
