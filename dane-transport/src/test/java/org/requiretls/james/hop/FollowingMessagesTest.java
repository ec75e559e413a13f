package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.hop.HopLab.DOMAIN;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.MessageTag;

@DisplayName(
        "Messages that wait for a busy host are sent one behind the other, if the connection would do for each (A11)")
class FollowingMessagesTest extends HopTest {

    private final Watch watch = new Watch();
    private final Held held = new Held();
    private SessionPool pool;
    private SmtpPeer peer;
    private CompletableFuture<DeliveryReport> first;
    private final List<CompletableFuture<DeliveryReport>> others = new ArrayList<>();

    @AfterEach
    void closePool() {
        held.release.countDown();
        pool.close();
        assertThat(peer.violations()).isEmpty();
    }

    /** One connection at a time, so that all but the first have to wait. */
    private void use(int messagesEach) {
        use(messagesEach, 100);
    }

    private void use(int messagesEach, int idle) {
        pool = lab.pool(
                new ConnectionSettings(
                        1,
                        100,
                        idle,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        messagesEach,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30)),
                watch);
    }

    private void listen(SmtpPeerBuilder description) {
        peer = lab.startMx1(description);
    }

    /** The reply to the second message is not given before the envelope of the third is there. */
    private static SmtpPeerBuilder awaitingTheThird(SmtpPeerBuilder description) {
        return description.on(
                Stage.END_OF_DATA,
                Answer.inTurn(Answer.normal(), Answer.onceFollowed(Answer.reply("250 2.0.0 mine")), Answer.normal()));
    }

    private DeliveryReport send(MessageTag tag) {
        return HopLab.deliver(lab.engine(pool, watch), message(tag, HopLab.BOB));
    }

    /** The connection is in use from now on, and its message is not yet under way. */
    private void beginFirst(MessageTag tag) {
        first = lab.engine(pool, watch).deliver(messageTo("first@" + DOMAIN, tag, held));
        await().until(() -> held.opened.getCount() == 0);
    }

    private void sendBehind(MessageTag tag, String name) {
        int before = pool.waiting();
        others.add(lab.engine(pool, watch).deliver(message(tag, name + "@" + DOMAIN)));
        await().until(() -> pool.waiting() == before + 1);
    }

    private static OutgoingMessage messageTo(String recipient, MessageTag tag, OutgoingContent content) {
        return new OutgoingMessage(
                recipient,
                tag,
                DOMAIN,
                "alice@sender.example",
                List.of(),
                List.of(new Recipient(recipient, List.of())),
                content,
                0);
    }

    private static List<DeliveryReport.RecipientOutcome> outcomes(List<CompletableFuture<DeliveryReport>> reports) {
        return reports.stream().map(FollowingMessagesTest::outcome).toList();
    }

    private static DeliveryReport.RecipientOutcome outcome(CompletableFuture<DeliveryReport> report) {
        return report.orTimeout(30, TimeUnit.SECONDS)
                .join()
                .outcomes()
                .values()
                .iterator()
                .next();
    }

    private List<String> names() {
        return peer.messages().stream().map(FollowingMessagesTest::name).toList();
    }

    private static String name(ReceivedMessage message) {
        String address = message.recipients().get(0).address();
        return address.substring(0, address.indexOf('@'));
    }

    private int followedAtOnce() {
        return peer.sessions().stream()
                .mapToInt(session -> session.followedAtOnce())
                .sum();
    }

    @Test
    @DisplayName("in their order, each once, over one connection; all were judged")
    void follow() {
        use(100);
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(awaitingTheThird(withTls(untrusted())));
        send(NONE);
        beginFirst(NONE);
        List<String> names = IntStream.range(0, 8).mapToObj(i -> "m" + i).toList();
        names.forEach(name -> sendBehind(NONE, name));

        held.release.countDown();

        assertThat(outcomes(others)).containsOnly(new Delivered(MX1));
        assertThat(outcome(first)).isEqualTo(new Delivered(MX1));
        assertThat(peer.sessions()).hasSize(1);
        assertThat(names().subList(2, 10)).isEqualTo(names);
        assertThat(followedAtOnce()).isPositive();
        assertThat(lab.attempts).hasSize(10).extracting(Attempt::reason).allMatch(reason -> reason.contains("TLSA"));
        assertThat(pool.waiting()).isZero();
    }

    @Test
    @DisplayName(
            "judged by the TLSA records of now: who may not have the connection does not get it behind another either")
    @Covers({"S-RES-02", "S-RES-03"})
    void areJudgedOneByOne() {
        use(100);
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()));
        send(NONE);
        beginFirst(NONE);
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        sendBehind(NONE, "rotated");

        held.release.countDown();

        assertThat(outcome(first)).isEqualTo(new Delivered(MX1));
        assertThat(outcome(others.get(0)))
                .isInstanceOfSatisfying(
                        Deferred.class,
                        deferred -> assertThat(deferred.failure().status().enhanced())
                                .hasToString("4.7.5"));
        assertThat(names()).containsExactly("bob", "first");
        assertThat(followedAtOnce()).isZero();
    }

    @Test
    @DisplayName("tagged mail does not follow untagged mail, and who came later does not pass it by")
    void keepApart() {
        use(100);
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()).requireTlsOffered());
        send(NONE);
        beginFirst(NONE);
        sendBehind(REQUIRETLS, "tagged");
        sendBehind(NONE, "later");

        held.release.countDown();

        assertThat(outcomes(others)).containsOnly(new Delivered(MX1));
        assertThat(names()).containsExactly("bob", "first", "tagged", "later");
        assertThat(peer.messages())
                .filteredOn(message -> name(message).equals("tagged"))
                .allMatch(message -> message.reversePath().parameters().contains("REQUIRETLS"));
        assertThat(peer.messages())
                .filteredOn(message -> !name(message).equals("tagged"))
                .noneMatch(message -> message.reversePath().parameters().contains("REQUIRETLS"));
        assertThat(followedAtOnce()).isZero();
    }

    @Test
    @DisplayName("tagged mail follows tagged mail of the same domain, each with the keyword")
    void keepTheTag() {
        use(100);
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(awaitingTheThird(withTls(untrusted()).requireTlsOffered()));
        send(REQUIRETLS);
        beginFirst(REQUIRETLS);
        sendBehind(REQUIRETLS, "second");
        sendBehind(REQUIRETLS, "third");

        held.release.countDown();

        assertThat(outcomes(others)).containsOnly(new Delivered(MX1));
        assertThat(peer.sessions()).hasSize(1);
        assertThat(followedAtOnce()).isPositive();
        assertThat(peer.messages())
                .hasSize(4)
                .allMatch(message -> message.reversePath().parameters().contains("REQUIRETLS"));
    }

    @Test
    @DisplayName("a connection lost in front of them costs them nothing: each is delivered once, over another")
    void surviveTheFirst() {
        use(100);
        lab.publish(zone -> zone);
        listen(inClear().on(Stage.END_OF_DATA, Answer.inTurn(Answer.normal(), Answer.reset(), Answer.normal())));
        send(NONE);
        beginFirst(NONE);
        for (int i = 0; i < 5; i++) {
            sendBehind(NONE, "m" + i);
        }

        held.release.countDown();

        assertThat(outcome(first))
                .isInstanceOfSatisfying(
                        Deferred.class,
                        deferred ->
                                assertThat(deferred.failure().text()).contains("the host may have taken the message"));
        assertThat(outcomes(others)).containsOnly(new Delivered(MX1));
        assertThat(names()).containsExactlyInAnyOrder("bob", "m0", "m1", "m2", "m3", "m4");
    }

    @Test
    @DisplayName("nobody is put behind another at a host that takes its time")
    void doNotFollowAtASlowHost() {
        use(100);
        lab.publish(zone -> zone);
        listen(inClear());
        beginFirst(NONE);
        watch.advance(Seats.QUICK);
        held.release.countDown();
        assertThat(outcome(first)).isEqualTo(new Delivered(MX1));

        Held again = new Held();
        CompletableFuture<DeliveryReport> second =
                lab.engine(pool, watch).deliver(messageTo("second@" + DOMAIN, NONE, again));
        await().until(() -> again.opened.getCount() == 0);
        sendBehind(NONE, "third");
        again.release.countDown();

        assertThat(outcome(second)).isEqualTo(new Delivered(MX1));
        assertThat(outcome(others.get(0))).isEqualTo(new Delivered(MX1));
        assertThat(followedAtOnce()).isZero();
    }

    @Test
    @DisplayName("nobody is put behind another where commands can't be grouped: it would gain nothing")
    void doNotFollowStepByStep() {
        use(100);
        lab.publish(zone -> zone);
        listen(inClear()
                .keywords("8BITMIME")
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(
                                Answer.normal(),
                                Answer.dripped("250 2.0.0 mine", Duration.ofMillis(30)),
                                Answer.normal())));
        send(NONE);
        beginFirst(NONE);
        sendBehind(NONE, "second");

        held.release.countDown();

        await().until(() -> peer.messages().size() == 2);
        assertThat(pool.waiting()).isEqualTo(1);
        assertThat(outcome(first)).isEqualTo(new Delivered(MX1));
        assertThat(outcome(others.get(0))).isEqualTo(new Delivered(MX1));
    }

    @Test
    @DisplayName("a connection carries no more messages than it may")
    void countTowardsTheLimit() {
        use(3);
        lab.publish(zone -> zone);
        listen(inClear());
        send(NONE);
        beginFirst(NONE);
        for (int i = 0; i < 10; i++) {
            sendBehind(NONE, "m" + i);
        }

        held.release.countDown();

        assertThat(outcomes(others)).containsOnly(new Delivered(MX1));
        assertThat(names()).hasSize(12).doesNotHaveDuplicates();
        assertThat(peer.sessions())
                .allSatisfy(session -> assertThat(session.arrivals()).hasSizeLessThanOrEqualTo(3));
    }

    @Test
    @DisplayName("where each message is to have a connection of its own, it has")
    void keepToConnectionsOfTheirOwn() {
        use(100, 0);
        lab.publish(zone -> zone);
        listen(inClear());
        send(NONE);
        beginFirst(NONE);
        sendBehind(NONE, "second");
        sendBehind(NONE, "third");

        held.release.countDown();

        assertThat(outcomes(others)).containsOnly(new Delivered(MX1));
        assertThat(peer.sessions())
                .hasSize(4)
                .allSatisfy(session -> assertThat(session.arrivals()).hasSize(1));
    }

    /** Content that is not read before the test wants it. */
    private static final class Held implements OutgoingContent {

        private static final byte[] TEXT = "Subject: held\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        final CountDownLatch opened = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public ContentTraits traits() {
            return new ContentTraits(TEXT.length, false, false);
        }

        @Override
        public InputStream asItIs() throws IOException {
            opened.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            return new ByteArrayInputStream(TEXT);
        }

        @Override
        public InputStream as7Bit() throws IOException {
            return asItIs();
        }

        @Override
        public OutgoingContent withoutQuotedContent() {
            return this;
        }
    }
}
