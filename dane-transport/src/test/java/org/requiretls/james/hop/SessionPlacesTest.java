package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.policy.Channel;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpSession;

@DisplayName("Places and seats when many threads want the same few connections, and each is done at once")
@Timeout(60)
class SessionPlacesTest {

    private static final int PLACES = 3;
    private static final int THREADS = 8;
    private static final int MESSAGES_EACH = 20_000;
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 25);

    private static final HopContext HOP = HopContext.withoutRecords(
            HopLab.message(MessageTag.NONE, HopLab.BOB),
            MxStatus.INSECURE,
            new MxHost(HopLab.MX1, 10, 25),
            DestinationRule.NONE,
            Optional.empty(),
            new StsReading(StsState.NOT_APPLICABLE, new StsFinding.NoPolicy("none")));

    private static final SessionRequest REQUEST = SessionRequest.to(ADDRESS, "client.example");
    private static final Deliver VERDICT = new Deliver(Rule.N7a, Channel.CLEAR, Keyword.NOT_SENT);

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger trouble = new AtomicInteger();
    private final SessionPool pool = new SessionPool(
            (hop, request) -> {
                opened.incrementAndGet();
                return CompletableFuture.completedFuture(new SessionOpening.InClear(new AnsweredSession(ADDRESS)));
            },
            new ConnectionSettings(
                    PLACES,
                    100,
                    100,
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    Integer.MAX_VALUE,
                    Duration.ofDays(1),
                    Duration.ZERO),
            Clock.systemUTC());

    @Test
    @DisplayName("every message is sent, and every place is given back, once")
    void losesNoPlace() {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int thread = 0; thread < THREADS; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < MESSAGES_EACH; i++) {
                        pool.open(HOP, REQUEST).whenComplete(this::use);
                    }
                });
            }
            await().until(() -> sent.get() + trouble.get() == THREADS * MESSAGES_EACH);
            await().until(() -> pool.placesTaken() == 0);
        } finally {
            threads.shutdownNow();
            pool.close();
        }
        assertThat(trouble).hasValue(0);
        assertThat(pool.waiting()).isZero();
        assertThat(opened).hasValueLessThanOrEqualTo(PLACES);
    }

    private void use(SessionOpening opening, Throwable thrown) {
        if (!(opening instanceof SessionOpening.InClear clear)) {
            trouble.incrementAndGet();
            return;
        }
        SmtpSession session = clear.session();
        session.send(null, null);
        pool.isUnderWay(HOP, VERDICT, session);
        pool.release(HOP, VERDICT, session);
        sent.incrementAndGet();
    }
}
