package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.delivery.Admission.Answer;

@DisplayName("Admission of mail")
class AdmissionTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    private final Admission admission = new Admission(new Admission.Limits(4, 2, 1000, 2, SHORT));

    @AfterEach
    void close() {
        admission.close();
    }

    private CompletableFuture<Answer> entering(String destination, long size) {
        return CompletableFuture.supplyAsync(() -> admission.enter(destination, size));
    }

    private void enter(String destination, long size) {
        assertThat(admission.enter(destination, size)).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("A destination with its share under way puts off the rest, the second time without a wait")
    void share() {
        enter("a", 0);
        enter("a", 0);
        assertThat(admission.enter("a", 0)).isEqualTo(Answer.PUT_OFF);
        long start = System.nanoTime();
        assertThat(admission.enter("a", 0)).isEqualTo(Answer.PUT_OFF);
        assertThat(System.nanoTime() - start).isLessThan(SHORT.toNanos());
        enter("b", 0);
    }

    @Test
    @DisplayName("A destination that moves is waited for")
    void moving() {
        enter("a", 0);
        enter("a", 0);
        CompletableFuture<Answer> third = entering("a", 0);
        admission.left("a", 0);

        assertThat(third.join()).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("Once most of its mail has left, a destination is waited for again")
    void movesAgain() {
        enter("a", 0);
        enter("a", 0);
        assertThat(admission.enter("a", 0)).isEqualTo(Answer.PUT_OFF);
        admission.left("a", 0);
        admission.left("a", 0);
        enter("a", 0);
        enter("a", 0);
        CompletableFuture<Answer> third = entering("a", 0);
        admission.left("a", 0);

        assertThat(third.join()).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("No more mails go at once than allowed; the next one waits, for as long as it takes")
    void total() {
        enter("a", 0);
        enter("a", 0);
        enter("b", 0);
        enter("b", 0);
        CompletableFuture<Answer> fifth = entering("c", 0);
        await().during(SHORT.multipliedBy(2)).until(() -> !fifth.isDone());

        admission.left("b", 0);

        assertThat(fifth.join()).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("Large mails go alone or not at all at once, yet every mail goes")
    void octets() {
        enter("a", 600);
        CompletableFuture<Answer> second = entering("b", 600);
        await().during(SHORT).until(() -> !second.isDone());
        admission.left("a", 600);
        assertThat(second.join()).isEqualTo(Answer.DELIVER);
        admission.left("b", 600);

        enter("huge", 5000);
    }

    @Test
    @DisplayName("The waiting room is bounded, and crowded when more than half full")
    void waitingRoom() {
        assertThat(admission.beginWaiting()).isTrue();
        assertThat(admission.isWaitingRoomCrowded()).isFalse();
        assertThat(admission.beginWaiting()).isTrue();
        assertThat(admission.isWaitingRoomCrowded()).isTrue();
        CompletableFuture<Boolean> third = CompletableFuture.supplyAsync(admission::beginWaiting);
        await().during(SHORT).until(() -> !third.isDone());

        admission.endWaiting();

        assertThat(third.join()).isTrue();
    }

    @Test
    @DisplayName("A stop lets go of everybody who waits")
    void stop() {
        for (String destination : new String[] {"a", "b", "c", "d"}) {
            enter(destination, 0);
        }
        CompletableFuture<Answer> waiting = entering("e", 0);
        admission.beginWaiting();
        admission.beginWaiting();
        CompletableFuture<Boolean> inWaitingRoom = CompletableFuture.supplyAsync(admission::beginWaiting);

        admission.close();

        assertThat(waiting.join()).isEqualTo(Answer.LEAVE);
        assertThat(inWaitingRoom.join()).isFalse();
    }
}
