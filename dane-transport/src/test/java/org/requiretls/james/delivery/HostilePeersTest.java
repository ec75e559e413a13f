package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.smtpclient.HeldResources;

/**
 * The catalogue of hostile peers: whatever a peer does, an untagged and a REQUIRETLS message come to the end that is
 * written here, soon, and leave no connection, thread or descriptor behind. The domain is signed, without TLSA
 * records; the certificate is good unless the row says otherwise.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("Hostile peers")
class HostilePeersTest {

    private static final String MX = "mx.hostile.test";
    private static final String DOMAIN = "hostile.test";

    /** All waits of the client are a tenth of this, or less. */
    private static final Duration SOON = Duration.ofSeconds(6);

    private static final Duration DRIP = Duration.ofMillis(40);
    private static final Identity GOOD = SenderLab.trusted(MX);

    private SenderLab lab;
    private int descriptors;
    private Map<String, Long> held;

    /**
     * What a peer does, and what comes of it.
     *
     * @param untagged {@code delivered}, {@code in clear}, or what {@link SenderLab#send} says
     */
    record Row(String name, SmtpPeerBuilder peer, String untagged, String tagged) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        lab = new SenderLab(folder)
                .with("timeout", "600")
                .with("openingDeadline", "3 sec")
                .with("transactionDeadline", "3 sec")
                .with("idleConnections", "0");
        lab.dns.publish(lab.dns.zone(DOMAIN).mx(10, MX).address(MX, SenderLab.address(1)));
        send(capable(GOOD), NONE);
        descriptors = descriptors();
        held = heldForNobody();
    }

    @AfterAll
    void stop() throws IOException {
        lab.close();
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    /** All but the TLS sessions that are remembered to be resumed; those go with the client, as its own tests see. */
    private static Map<String, Long> heldForNobody() {
        Map<String, Long> held = new HashMap<>(HeldResources.held());
        held.remove("NativeSslSession");
        return held;
    }

    private static SmtpPeerBuilder good() {
        return capable(GOOD);
    }

    private static SmtpPeerBuilder with(CertificateMaker certificate) {
        return capable(certificate.signedBy(SenderLab.ROOT).make());
    }

    /** Every point of a session, and every way to end it there. */
    static Stream<Row> endings() {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : List.of(Stage.GREETING, Stage.EHLO, Stage.STARTTLS, Stage.EHLO_IN_TLS)) {
            for (String how : List.of("close", "reset", "hang", "421")) {
                boolean refused = stage == Stage.STARTTLS && how.equals("421");
                rows.add(at(stage, how, "deferred 4.4.1", refused ? "deferred 4.7.10" : "deferred 4.4.1"));
            }
        }
        for (String how : List.of("close", "reset", "hang")) {
            rows.add(at(Stage.HANDSHAKE, how, "in clear", "deferred 4.7.10"));
        }
        for (Stage stage : List.of(Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.END_OF_DATA)) {
            for (String how : List.of("close", "reset", "hang")) {
                rows.add(at(stage, how, "deferred 4.4.2", "deferred 4.4.2"));
            }
        }
        for (Stage stage : List.of(Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.END_OF_DATA)) {
            rows.add(at(stage, "421", "deferred 4.3.2", "deferred 4.3.2"));
        }
        // A 421 that comes while the content goes out ends the session; one that comes right after is the reply to it.
        rows.add(at(Stage.CONTENT, "421", "deferred 4.4.2 or 4.3.2", "deferred 4.4.2 or 4.3.2"));
        for (String how : List.of("close", "reset", "hang", "421")) {
            rows.add(at(Stage.QUIT, how, "delivered", "delivered"));
        }
        return rows.stream();
    }

    /** Content in chunks, which is one here (RFC 3030). */
    static Stream<Row> chunks() {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : List.of(Stage.BDAT, Stage.END_OF_DATA)) {
            for (String how : List.of("close", "reset", "hang")) {
                rows.add(atChunk(stage, how, answer(how), "deferred 4.4.2"));
            }
            rows.add(atChunk(stage, "endless line", Answer.endlessLine(), "deferred 4.4.2"));
            rows.add(atChunk(stage, "mixed codes", Answer.reply("250-a", "550 b"), "deferred 4.4.2"));
            rows.add(atChunk(stage, "354", Answer.reply("354 go on"), "deferred 4.4.2"));
            rows.add(atChunk(stage, "452", Answer.reply("452 4.3.1 full").then(Answer.close()), "deferred 4.3.1"));
            rows.add(atChunk(stage, "554", Answer.reply("554 5.6.0 no").then(Answer.close()), "failed 5.6.0"));
        }
        rows.add(atChunk(Stage.END_OF_DATA, "421", answer("421"), "deferred 4.3.2"));
        rows.add(atChunk(Stage.END_OF_DATA, "no oddity", Answer.normal(), "delivered"));
        return rows.stream();
    }

    private static Row atChunk(Stage stage, String name, Answer answer, String end) {
        SmtpPeerBuilder peer = good().keywordsInTls("PIPELINING", "8BITMIME", "CHUNKING", "REQUIRETLS")
                .on(stage, answer);
        return new Row(name + " at " + stage + " of a chunk", peer, end, end);
    }

    private static Row at(Stage stage, String how, String untagged, String tagged) {
        return new Row(how + " at " + stage, good().on(stage, answer(how)), untagged, tagged);
    }

    private static Answer answer(String how) {
        return switch (how) {
            case "close" -> Answer.close();
            case "reset" -> Answer.reset();
            case "hang" -> Answer.hang();
            default -> Answer.reply("421 4.3.2 leaving");
        };
    }

    /** Replies that are none, wherever one is due. */
    static Stream<Row> nonsense() {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : List.of(
                Stage.GREETING,
                Stage.EHLO,
                Stage.STARTTLS,
                Stage.EHLO_IN_TLS,
                Stage.MAIL,
                Stage.RCPT,
                Stage.DATA,
                Stage.END_OF_DATA)) {
            boolean opening = stage.compareTo(Stage.EHLO_IN_TLS) <= 0;
            String end = opening ? "deferred 4.4.1" : "deferred 4.4.2";
            Function<Answer, SmtpPeerBuilder> peer = answer -> good().on(stage, answer);
            rows.add(new Row("endless line at " + stage, peer.apply(Answer.endlessLine()), end, end));
            rows.add(new Row("endless reply at " + stage, peer.apply(Answer.endlessReply(250)), end, end));
            rows.add(new Row(
                    "an octet at a time at " + stage,
                    peer.apply(Answer.dripped("250 " + "slow ".repeat(20), DRIP)),
                    end,
                    end));
            rows.add(new Row("mixed codes at " + stage, peer.apply(Answer.reply("250-a", "550 b")), end, end));
            rows.add(new Row("bare LF at " + stage, peer.apply(Answer.raw("250 a\n")), end, end));
            rows.add(new Row("no code at " + stage, peer.apply(Answer.reply("\0\u001b[2Jwhat")), end, end));
        }
        return rows.stream();
    }

    /** TLS taken away, broken, or with the wrong server. */
    static Stream<Row> tls() {
        Instant now = Instant.now();
        Duration day = Duration.ofDays(1);
        return Stream.of(
                new Row("STARTTLS stripped", good().startTlsStripped(), "in clear", "failed 5.7.10"),
                new Row("STARTTLS answered 454", starttls("454 4.7.0 later"), "in clear", "deferred 4.7.10"),
                new Row("STARTTLS answered 502", starttls("502 5.5.1 what"), "in clear", "failed 5.7.10"),
                new Row("STARTTLS answered 250", starttls("250 2.0.0 well"), "deferred 4.4.1", "deferred 4.4.1"),
                new Row(
                        "garbage for a handshake",
                        handshake(Answer.garbageInsteadOfTls()),
                        "in clear",
                        "failed 5.7.10"),
                new Row("alert for a handshake", handshake(Answer.tlsAlert(40)), "in clear", "failed 5.7.10"),
                new Row("TLS 1.0 only", handshake(Answer.tls10ServerHello()), "in clear", "failed 5.7.10"),
                new Row(
                        "keyword before TLS, not after",
                        SmtpPeer.builder().tls(GOOD.sslContext()).requireTlsOfferedInClear(),
                        "delivered",
                        "failed 5.7.30"),
                new Row(
                        "response injection with the 220",
                        starttls("220 2.0.0 go ahead\r\n250-forged\r\n250 REQUIRETLS"),
                        "deferred 4.4.1",
                        "deferred 4.4.1"),
                new Row(
                        "response injection after the EHLO in TLS",
                        good().on(Stage.EHLO_IN_TLS, Answer.reply("250-mx", "250 REQUIRETLS", "250 2.1.0 forged")),
                        "deferred 4.4.1",
                        "deferred 4.4.1"),
                new Row(
                        "expired",
                        with(CertificateMaker.leaf(MX).validity(now.minus(day.multipliedBy(2)), now.minus(day))),
                        "delivered",
                        "failed 5.7.10"),
                new Row(
                        "not yet valid",
                        with(CertificateMaker.leaf(MX).validity(now.plus(day), now.plus(day.multipliedBy(2)))),
                        "delivered",
                        "failed 5.7.10"),
                new Row("wrong name", with(CertificateMaker.leaf("other.test")), "delivered", "failed 5.7.10"),
                new Row("self-signed", capable(SenderLab.selfSigned(MX)), "delivered", "failed 5.7.10"),
                new Row(
                        "takes the message, says so, and resets",
                        good().on(
                                        Stage.END_OF_DATA,
                                        Answer.reply("250 2.0.0 queued").then(Answer.reset())),
                        "delivered",
                        "delivered"));
    }

    private static SmtpPeerBuilder starttls(String reply) {
        return good().on(Stage.STARTTLS, Answer.reply(reply));
    }

    private static SmtpPeerBuilder handshake(Answer answer) {
        return good().on(Stage.HANDSHAKE, answer);
    }

    private record Sent(String outcome, List<ReceivedMessage> arrivals) {}

    private Sent send(SmtpPeerBuilder description, MessageTag tag) throws Exception {
        SmtpPeer peer = lab.start(1, description);
        try {
            String outcome = lab.send(tag, DOMAIN);
            await(tag + ": a connection is left over").until(() -> lab.openConnections() == 0);
            return new Sent(
                    outcome,
                    peer.sessions().stream()
                            .flatMap(session -> session.arrivals().stream())
                            .toList());
        } finally {
            lab.stop(peer);
        }
    }

    /** Of {@code deferred 4.4.2 or 4.3.2} both. */
    private static List<String> alternatives(String expected) {
        String[] statuses = expected.split(" or ");
        String word = statuses[0].substring(0, statuses[0].indexOf(' ') + 1);
        return Stream.concat(Stream.of(statuses[0]), Stream.of(statuses).skip(1).map(status -> word + status))
                .toList();
    }

    private void play(Row row, MessageTag tag, String expected) throws Exception {
        Instant before = Instant.now();

        Sent sent = send(row.peer(), tag);

        assertThat(Duration.between(before, Instant.now())).isLessThan(SOON);
        boolean delivered = expected.equals("delivered") || expected.equals("in clear");
        assertThat(sent.outcome()).isIn(delivered ? List.of("delivered by " + MX) : alternatives(expected));
        if (expected.equals("in clear")) {
            assertThat(sent.arrivals())
                    .hasSize(1)
                    .allMatch(message -> message.tls().isEmpty());
        } else {
            assertThat(sent.arrivals()).allMatch(message -> message.tls().isPresent());
        }
        assertThat(sent.arrivals())
                .allMatch(message -> message.reversePath().parameters().contains("REQUIRETLS") == (tag == REQUIRETLS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"endings", "nonsense", "chunks", "tls"})
    @Covers({"R3207-4-02", "R3207-4.2-04", "R8996-1-01", "S-OPP-01", "S-OPP-02"})
    @Timeout(60)
    @Order(1)
    void untagged(Row row) throws Exception {
        play(row, NONE, row.untagged());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"endings", "nonsense", "chunks", "tls"})
    @Covers({"R3207-4-02", "R3207-4.1-01", "R3207-4.2-04", "R8996-1-01", "S-OPP-03"})
    @Timeout(60)
    @Order(1)
    void tagged(Row row) throws Exception {
        play(row, REQUIRETLS, row.tagged());
    }

    @Test
    @DisplayName("Afterwards there are no more descriptors, threads, buffers and TLS engines than before")
    @Order(2)
    void nothingIsLeft() {
        await().atMost(Duration.ofSeconds(20)).until(() -> descriptors() <= descriptors);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(heldForNobody()).isEqualTo(held));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith(SenderLab.THREADS))
                .as("work threads that idle until their lab ends")
                .hasSizeLessThan(20);
    }
}
