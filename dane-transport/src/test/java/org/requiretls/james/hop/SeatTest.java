package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.TransactionResult;

@DisplayName("Several messages on one session, each with a seat of its own")
@Timeout(60)
class SeatTest {

    private final SmtpClient client = new SmtpClient(1);
    private final AtomicInteger placesGivenBack = new AtomicInteger();
    private SmtpPeer peer;
    private PooledSession pooled;
    private Seat first;

    @BeforeEach
    void openAndUseOnce() throws IOException {
        SmtpPeerBuilder slowAtLast = SmtpPeer.builder()
                .on(
                        Stage.END_OF_DATA,
                        Answer.inTurn(
                                Answer.normal(),
                                Answer.dripped("250 2.0.0 mine", Duration.ofMillis(20)),
                                Answer.normal()));
        peer = slowAtLast.start();
        SessionOpening opening = client.open(SessionRequest.to(peer.address(), "client.example"))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        pooled = PooledSession.in(opening, peer.address(), Optional.empty(), Clock.systemUTC())
                .orElseThrow();
        Seat before = pooled.seatFirst(() -> {});
        result(send(before, "0@x"));
        assertThat(pooled.leave(before)).isEqualTo(Seats.Left.NOBODY);
        first = pooled.seatFirst(placesGivenBack::incrementAndGet);
    }

    @AfterEach
    void close() {
        peer.close();
        client.close(Duration.ZERO).join();
    }

    private CompletableFuture<TransactionResult> send(Seat seat, String recipient) {
        CompletableFuture<TransactionResult> sent = seat.send(
                new Envelope("a@x", List.of(), List.of(Envelope.Recipient.of(recipient))),
                MessageContent.of("hello\r\n".getBytes(StandardCharsets.US_ASCII)));
        pooled.seats().messageUnderWay(seat);
        return sent;
    }

    private static TransactionResult result(CompletableFuture<TransactionResult> sent) {
        return sent.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Object outcome(CompletableFuture<TransactionResult> sent) {
        TransactionResult result = result(sent);
        return result.outcomeFor(result.recipients().get(0));
    }

    /** The content of the first is gone, the reply to it is not there yet. */
    private CompletableFuture<TransactionResult> sendFirst() {
        CompletableFuture<TransactionResult> sent = send(first, "1@x");
        await().until(() -> peer.sessions().get(0).arrivals().size() == 2);
        return sent;
    }

    @Test
    @DisplayName("one that is done leaves the session to the others; the last says QUIT and gives the place back")
    void endsWithTheLast() {
        CompletableFuture<TransactionResult> one = sendFirst();
        Seat second = pooled.seatAnother().orElseThrow();
        CompletableFuture<TransactionResult> two = send(second, "2@x");

        assertThat(outcome(one)).isInstanceOf(Accepted.class);
        first.quit().join();
        first.quit().join();
        assertThat(outcome(two)).isInstanceOf(Accepted.class);
        assertThat(placesGivenBack).hasValue(0);
        assertThat(pooled.seatAnother()).isEmpty();

        second.quit().orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(placesGivenBack).hasValue(1);
        assertThat(peer.sessions().get(0).verbs()).endsWith("QUIT");
    }

    @Test
    @DisplayName("one that is broken off while it waits does not cut the message before it")
    void isBrokenOffAlone() {
        CompletableFuture<TransactionResult> one = sendFirst();
        Seat second = pooled.seatAnother().orElseThrow();
        CompletableFuture<TransactionResult> two = send(second, "2@x");

        second.close();

        assertThat(outcome(two)).isInstanceOf(NotSent.class);
        assertThat(outcome(one)).isInstanceOf(Accepted.class);
        assertThat(peer.messages()).hasSize(2);
        first.quit().orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(placesGivenBack).hasValue(1);
    }

    @Test
    @DisplayName("one that was given up sends nothing any more")
    void sendsNothingOnceItIsOver() {
        CompletableFuture<TransactionResult> one = sendFirst();
        Seat second = pooled.seatAnother().orElseThrow();
        second.close();

        assertThat(send(second, "2@x")).isCompletedExceptionally();

        assertThat(outcome(one)).isInstanceOf(Accepted.class);
        first.quit().orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(peer.messages()).hasSize(2);
    }

    @Test
    @DisplayName("one that gives up before it has sent anything changes nothing for the others")
    void leavesUnused() {
        CompletableFuture<TransactionResult> one = sendFirst();
        Seat second = pooled.seatAnother().orElseThrow();

        second.close();

        assertThat(outcome(one)).isInstanceOf(Accepted.class);
        assertThat(first.isOpen()).isTrue();
        first.close();
        await().until(() -> !first.isOpen());
        assertThat(placesGivenBack).hasValue(1);
    }
}
