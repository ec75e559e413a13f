package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpSession;

/** No message goes on before the test says so; which connections are opened meanwhile? */
@DisplayName("A burst of messages for one address")
class BurstsTest {

    private static final SessionRequest ANOTHER = SessionRequest.to(ClearHop.ADDRESS, "other.example");

    /** Those that were begun. */
    private final List<CompletableFuture<SessionOpening>> openings = new ArrayList<>();

    /** In the order in which messages got them. */
    private final List<SmtpSession> sessions = new ArrayList<>();

    private final SessionPool pool = new SessionPool(
            (hop, request) -> {
                openings.add(new CompletableFuture<>());
                return openings.get(openings.size() - 1);
            },
            new ConnectionSettings(
                    20, 100, 100, Duration.ofDays(1), Duration.ofDays(1), 100, Duration.ofDays(1), Duration.ZERO),
            new Watch());

    @AfterEach
    void close() {
        pool.close();
    }

    private void burst(int howMany, SessionRequest request) {
        for (int i = 0; i < howMany; i++) {
            pool.open(ClearHop.HOP, request)
                    .thenAccept(opening -> sessions.add(((SessionOpening.InClear) opening).session()));
        }
    }

    private void open(int opening) {
        openings.get(opening).complete(new SessionOpening.InClear(new AnsweredSession(ClearHop.ADDRESS)));
    }

    private void release(int session) {
        pool.release(ClearHop.HOP, ClearHop.VERDICT, sessions.get(session));
    }

    @Test
    @DisplayName("opens one connection, and more once that one has come up")
    void opensOneByOne() {
        burst(100, ClearHop.REQUEST);
        assertThat(openings).hasSize(1);

        open(0);
        assertThat(openings).hasSize(3);
        assertThat(sessions).hasSize(1);
    }

    @Test
    @DisplayName("does not wait for openings once a session is free")
    void takesSessionsThatAreFree() {
        burst(100, ClearHop.REQUEST);
        open(0);

        release(0);

        assertThat(openings).hasSize(3);
        assertThat(sessions).hasSize(2);
        assertThat(pool.idleSessions()).isZero();
    }

    @Test
    @DisplayName("gets another connection beside one that was there already")
    void opensBesideAKeptSession() {
        burst(1, ClearHop.REQUEST);
        open(0);
        release(0);
        burst(1, ClearHop.REQUEST);
        assertThat(sessions).hasSize(2);
        assertThat(openings).hasSize(1);

        burst(5, ClearHop.REQUEST);

        assertThat(openings).hasSize(2);
    }

    @Test
    @DisplayName("counts the opening where the session that is free is not for who is next")
    void countsAnOpeningInPlaceOfAFreeSession() {
        burst(1, ClearHop.REQUEST);
        burst(100, ANOTHER);
        open(0);
        assertThat(openings).hasSize(3);
        release(0);
        assertThat(openings).hasSize(4);
        assertThat(sessions).hasSize(1);

        // Three at once may be under way from now on, and two are already.
        open(1);

        assertThat(openings).hasSize(5);
    }
}
