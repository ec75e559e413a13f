package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;

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

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final String MAIN_CLASS = "org.requiretls.james.persistent.PersistentJames";
    private static final String HOST = "mx.far.test";
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
    private LabDns dns;
    private SmtpPeer peer;
    private JamesHome home;
    private int sent;

    @BeforeEach
    void open() throws IOException {
        InetAddress near = LoopbackPorts.loopback(2);
        InetAddress far = LoopbackPorts.loopback(3);
        int port = LoopbackPorts.freeOn(near, far);
        Identity identity = CertificateMaker.leaf(HOST).selfSigned().make();
        dns = LabDns.start();
        dns.publish(dns.zone("far.test")
                .mx(10, HOST)
                .address(HOST, far.getHostAddress())
                .tlsa(HOST, port, TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        Answer tryLater = Answer.reply("451 4.2.1 try again later");
        peer = SmtpPeer.builder()
                .listen(far, port)
                .announcing(HOST)
                .tls(identity.sslContext())
                .onRecipient("later@far.test", Answer.inTurn(tryLater, tryLater, tryLater, Answer.normal()))
                .onRecipient("refused@far.test", Answer.reply("550 5.1.1 nobody of that name"))
                .start();
        Path directory = Laboratory.newDirectory("killed");
        home = Laboratory.jamesFor("near.test")
                .endpoints(JamesEndpoints.withSmtpPort(near, port))
                .createIn(directory.resolve("james"));
        home.install(Laboratory.release());
        Path anchors = dns.trustAnchorFile(directory.resolve("root.anchors"));
        Map.of(
                        "dnsServers",
                        "127.0.0.1:" + dns.address().getPort(),
                        "trustAnchors",
                        anchors.toAbsolutePath().toString(),
                        "smtpPort",
                        String.valueOf(port),
                        "delayTime",
                        "1 sec",
                        "maxRetries",
                        "1000",
                        "concurrentDeliveries",
                        String.valueOf(DELIVERIES_AT_ONCE))
                .forEach((name, value) -> home.setMailetParameter(DELIVERY, name, value));
        home.editXml(
                "mailetcontainer.xml",
                xml -> xml.element("mailetcontainer", "spooler", "threads").withText(String.valueOf(SPOOLER_THREADS)));
    }

    @AfterEach
    void close() {
        peer.close();
        dns.close();
    }

    private JamesProcess start() {
        return JamesLauncher.of(home)
                .withProgram(MAIN_CLASS, Laboratory.persistentJames())
                .start();
    }

    @Test
    @DisplayName("loses nothing that it has taken, and sends twice no more than was on its way at the kill")
    void nothingIsLost() {
        for (int kill = 0; kill < KILLS; kill++) {
            JamesProcess james = start();
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
        try (JamesProcess james = start()) {
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
        assertThat(peer.violations()).isEmpty();
    }

    private Set<Integer> missing() {
        Set<Integer> missing = new TreeSet<>(accepted);
        missing.removeAll(arrivals().keySet());
        return missing;
    }

    /** How often each message arrived, itself or within a report about it. */
    private Map<Integer, Integer> arrivals() {
        return peer.messages().stream()
                .map(message -> ID.matcher(message.text()))
                .filter(Matcher::find)
                .collect(Collectors.toMap(id -> Integer.valueOf(id.group(1)), id -> 1, Integer::sum));
    }

    /** One round of mail, or what of it James takes before it ends. */
    private void sendUntilItEnds() {
        InetSocketAddress server = home.endpoints().smtp();
        try (RawSmtp smtp = RawSmtp.connect(server)) {
            smtp.expect(250, "EHLO client.test");
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
