package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SmtpSession;

@DisplayName("Places and seats when many threads want the same few connections, and each is done at once")
@Timeout(60)
class SessionPlacesTest {

    private static final int PLACES = 3;
    private static final int THREADS = 8;
    private static final int MESSAGES_EACH = 20_000;

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger trouble = new AtomicInteger();
    private final SessionPool pool = new SessionPool(
            (hop, request) -> {
                opened.incrementAndGet();
                return CompletableFuture.completedFuture(
                        new SessionOpening.InClear(new AnsweredSession(ClearHop.ADDRESS)));
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
                        pool.open(ClearHop.HOP, ClearHop.REQUEST).whenComplete(this::use);
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
        pool.isUnderWay(ClearHop.HOP, ClearHop.VERDICT, session);
        pool.release(ClearHop.HOP, ClearHop.VERDICT, session);
        sent.incrementAndGet();
    }
}
