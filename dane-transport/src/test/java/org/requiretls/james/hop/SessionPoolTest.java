package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.MX2;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.Rule;

@DisplayName("Limits for connections, and hosts that are down")
class SessionPoolTest extends HopTest {

    private final Watch watch = new Watch();
    private SessionPool pool;

    private void use(int perHost, Duration patience) {
        pool = lab.pool(
                new ConnectionSettings(
                        perHost,
                        100,
                        100,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        100,
                        patience,
                        Duration.ofSeconds(30)),
                watch);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private DeliveryReport send() {
        return HopLab.deliver(lab.engine(pool, watch), message(NONE, BOB));
    }

    @Test
    @DisplayName("fifty messages over two connections, each message once")
    void sharesFewConnections() {
        use(2, Duration.ofMinutes(1));
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(inClear());
        HopEngine engine = lab.engine(pool, watch);
        List<CompletableFuture<DeliveryReport>> reports = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reports.add(engine.deliver(message(NONE, BOB)));
        }
        reports.forEach(
                report -> assertDelivered(report.orTimeout(30, TimeUnit.SECONDS).join(), HopLab.MX1));
        assertThat(peer.messages()).hasSize(50);
        assertThat(peer.sessions()).hasSizeLessThanOrEqualTo(2);
        assertThat(peer.violations()).isEmpty();
    }

    @Test
    @DisplayName("who waits for a busy host for too long is deferred, and nothing is left behind")
    void doesNotWaitForEver() {
        use(1, Duration.ofMinutes(1));
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(inClear().on(Stage.MAIL, Answer.hang()));
        HopEngine engine = lab.engine(pool, watch);
        CompletableFuture<DeliveryReport> stalled = engine.deliver(message(NONE, BOB));
        await().until(() ->
                peer.sessions().stream().anyMatch(session -> session.verbs().contains("MAIL")));
        CompletableFuture<DeliveryReport> waiting = engine.deliver(message(NONE, BOB));
        await().until(() -> pool.waiting() == 1);

        watch.advance(Duration.ofMinutes(1));
        pool.sweep();
        Failure failure = assertDeferred(waiting.orTimeout(30, TimeUnit.SECONDS).join(), "4.4.1", Rule.N7a);
        assertThat(failure.text()).contains("became free within 60 s");
        assertThat(stalled).isNotDone();
        peer.close();
        stalled.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(pool.waiting()).isZero();
    }

    @Test
    @DisplayName("the preferred host that took no connection is passed over for a while, and then asked again")
    void remembersAHostThatIsDown() {
        use(20, Duration.ofMinutes(1));
        lab.publishTwoHosts(zone -> zone);
        SmtpPeer second = lab.startMx2(inClear().announcing(MX2));
        assertDelivered(send(), MX2);
        assertThat(lab.attempts.get(0).reason()).contains("REFUSED").doesNotContain("not tried again");

        SmtpPeer first = lab.startMx1(inClear());
        assertDelivered(send(), MX2);
        assertThat(first.sessions()).isEmpty();
        assertThat(lab.attempts.get(2).reason()).contains("not tried again until 30 s have passed");

        watch.advance(Duration.ofSeconds(31));
        assertDelivered(send(), HopLab.MX1);
        assertThat(second.messages()).hasSize(2);
    }

    @Test
    @DisplayName("a host that is remembered as down makes tagged mail wait, and never bounce")
    void downIsTransient() {
        use(20, Duration.ofMinutes(1));
        lab.publish(zone -> zone);
        HopEngine engine = lab.engine(pool, watch);
        for (int i = 0; i < 2; i++) {
            assertDeferred(HopLab.deliver(engine, message(REQUIRETLS, BOB)), "4.4.1", Rule.R4a);
        }
    }

    @Test
    @DisplayName("closed: idle connections are quit, and nothing is opened any more")
    void closes() {
        use(20, Duration.ofMinutes(1));
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(inClear());
        assertDelivered(send(), HopLab.MX1);
        pool.close();
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions().get(0).verbs()).endsWith("QUIT");
        assertDeferred(send(), "4.4.1", Rule.N7a);
        assertThat(peer.sessions()).hasSize(1);
    }
}
