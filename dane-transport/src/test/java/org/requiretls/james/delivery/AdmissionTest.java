package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.delivery.Admission.Answer;
import org.requiretls.james.delivery.Admission.Pass;

@DisplayName("Admission of mail")
class AdmissionTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Admission admission = new Admission(new Admission.Limits(4, 2, 1000, 2, SHORT, 2, LONG));

    @AfterEach
    void close() {
        admission.close();
    }

    private static Pass mailTo(String destination) {
        return new Pass(destination, 0);
    }

    private CompletableFuture<Answer> entering(Pass pass) {
        return CompletableFuture.supplyAsync(() -> admission.enter(pass));
    }

    private Pass enter(String destination, long size) {
        Pass pass = new Pass(destination, size);
        assertThat(admission.enter(pass)).isEqualTo(Answer.DELIVER);
        return pass;
    }

    @Test
    @DisplayName("A destination with its share under way puts off the rest, the second time without a wait")
    void share() {
        enter("a", 0);
        enter("a", 0);
        assertThat(admission.enter(mailTo("a"))).isEqualTo(Answer.PUT_OFF);
        long start = System.nanoTime();
        assertThat(admission.enter(mailTo("a"))).isEqualTo(Answer.PUT_OFF);
        assertThat(System.nanoTime() - start).isLessThan(SHORT.toNanos());
        enter("b", 0);
    }

    @Test
    @DisplayName("A destination that moves is waited for")
    void moving() {
        Pass first = enter("a", 0);
        enter("a", 0);
        CompletableFuture<Answer> third = entering(mailTo("a"));
        admission.left(first);

        assertThat(third.join()).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("Once most of its mail has left, a destination is waited for again")
    void movesAgain() {
        Pass first = enter("a", 0);
        Pass second = enter("a", 0);
        assertThat(admission.enter(mailTo("a"))).isEqualTo(Answer.PUT_OFF);
        admission.left(first);
        admission.left(second);
        Pass third = enter("a", 0);
        enter("a", 0);
        CompletableFuture<Answer> fourth = entering(mailTo("a"));
        admission.left(third);

        assertThat(fourth.join()).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("No more mails go at once than allowed; the next one waits, for as long as it takes")
    void total() {
        enter("a", 0);
        enter("a", 0);
        enter("b", 0);
        Pass fourth = enter("b", 0);
        CompletableFuture<Answer> fifth = entering(mailTo("c"));
        await().during(SHORT.multipliedBy(2)).until(() -> !fifth.isDone());

        admission.left(fourth);

        assertThat(fifth.join()).isEqualTo(Answer.DELIVER);
    }

    @Test
    @DisplayName("Large mails go alone or not at all at once, yet every mail goes")
    void octets() {
        Pass first = enter("a", 600);
        Pass next = new Pass("b", 600);
        CompletableFuture<Answer> second = entering(next);
        await().during(SHORT).until(() -> !second.isDone());
        admission.left(first);
        assertThat(second.join()).isEqualTo(Answer.DELIVER);
        admission.left(next);

        enter("huge", 5000);
    }

    @Test
    @DisplayName("What has been on its way for long makes room, as long as there is room for such mail")
    void slow() {
        Admission patient = new Admission(new Admission.Limits(2, 2, 1000, 2, SHORT, 2, SHORT));
        List<Pass> passes = List.of(mailTo("a"), mailTo("b"), mailTo("c"), mailTo("d"), mailTo("e"));
        passes.subList(0, 4).forEach(pass -> assertThat(patient.enter(pass)).isEqualTo(Answer.DELIVER));

        CompletableFuture<Answer> fifth = CompletableFuture.supplyAsync(() -> patient.enter(passes.get(4)));
        await().during(SHORT.multipliedBy(3)).until(() -> !fifth.isDone());
        patient.left(passes.get(0));

        assertThat(fifth.join()).as("once a slow one has left").isEqualTo(Answer.DELIVER);
        passes.subList(1, 5).forEach(patient::left);
        assertThat(patient.enter(new Pass("huge", 5000))).as("all have left").isEqualTo(Answer.DELIVER);
        patient.close();
    }

    @Test
    @DisplayName("Slow mail has as many octets as the rest, and no more")
    void slowOctets() {
        Admission patient = new Admission(new Admission.Limits(9, 9, 1000, 2, SHORT, 9, SHORT));
        List<Pass> passes = List.of(new Pass("a", 800), new Pass("b", 800), new Pass("c", 800));
        passes.subList(0, 2).forEach(pass -> assertThat(patient.enter(pass)).isEqualTo(Answer.DELIVER));

        CompletableFuture<Answer> third = CompletableFuture.supplyAsync(() -> patient.enter(passes.get(2)));
        await().during(SHORT.multipliedBy(3)).until(() -> !third.isDone());
        patient.left(passes.get(1));

        assertThat(third.join()).isEqualTo(Answer.DELIVER);
        patient.close();
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
        CompletableFuture<Answer> waiting = entering(mailTo("e"));
        admission.beginWaiting();
        admission.beginWaiting();
        CompletableFuture<Boolean> inWaitingRoom = CompletableFuture.supplyAsync(admission::beginWaiting);

        admission.close();

        assertThat(waiting.join()).isEqualTo(Answer.LEAVE);
        assertThat(inWaitingRoom.join()).isFalse();
    }
}
