package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.ConnectionSlots.Place;
import org.requiretls.james.hop.ConnectionSlots.Turn;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.SessionRequest;

@DisplayName("Places for connections")
class ConnectionSlotsTest {

    private static final InetSocketAddress A = new InetSocketAddress("127.0.0.1", 25);
    private static final InetSocketAddress B = new InetSocketAddress("127.0.0.2", 25);
    private static final Instant LATER = Instant.now().plusSeconds(600);

    private final List<String> order = new ArrayList<>();
    private final Map<InetSocketAddress, Deque<Place>> places = new HashMap<>();
    private final Watch watch = new Watch();
    private ConnectionSlots slots;

    private ConnectionSlots slots(int perHost, int overall) {
        slots = new ConnectionSlots(perHost, overall, watch);
        return slots;
    }

    /** Notes a place, on which a session is opened at once. */
    private Turn opened(InetSocketAddress address, Turn turn) {
        if (turn instanceof Turn.Own own) {
            places.computeIfAbsent(address, any -> new ArrayDeque<>()).add(own.place());
            slots.hasOpened(own.place());
        }
        return turn;
    }

    private void release(InetSocketAddress address) {
        slots.release(places.get(address).poll());
    }

    private void queue(ConnectionSlots slots, InetSocketAddress address, String name) {
        slots.acquire(address, Optional.empty(), LATER).thenAccept(turn -> {
            order.add(name + (turn instanceof Turn.Own ? "" : " sent away"));
            opened(address, turn);
        });
    }

    @Test
    void thoseBeyondTheLimitOfAnAddressWaitInOrder() {
        ConnectionSlots slots = slots(2, 100);
        for (int i = 1; i <= 4; i++) {
            queue(slots, A, "A" + i);
        }
        assertThat(order).containsExactly("A1", "A2");
        release(A);
        release(A);
        assertThat(order).containsExactly("A1", "A2", "A3", "A4");
        assertThat(slots.taken(A)).isEqualTo(2);
        assertThat(slots.waiting()).isZero();
    }

    /** Gives those places out, on which nothing is open yet. */
    private List<Place> queueToOpen(int howMany) {
        List<Place> given = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            slots.acquire(A, Optional.empty(), LATER).thenAccept(turn -> given.add(((Turn.Own) turn).place()));
        }
        return given;
    }

    @Test
    @DisplayName("one connection is opened at first, and one more with each that has been opened, up to the limit")
    void opensFewAtOnce() {
        slots(10, 100);
        List<Place> given = queueToOpen(100);
        assertThat(given).hasSize(1);

        List<Integer> opening = new ArrayList<>();
        int opened = 0;
        while (given.size() < 10) {
            int before = given.size();
            given.subList(opened, before).stream().toList().forEach(slots::hasOpened);
            opened = before;
            opening.add(given.size() - before);
        }
        assertThat(opening).containsExactly(2, 4, 3);
        assertThat(slots.waiting()).isEqualTo(90);
    }

    @Test
    @DisplayName("an opening that fails gives its place to the next, and more at a time are tried")
    void opensMoreAfterAFailure() {
        slots(10, 100);
        List<Place> given = queueToOpen(100);
        slots.release(given.get(0));
        assertThat(given).hasSize(3);
        assertThat(slots.taken(A)).isEqualTo(2);
    }

    @Test
    @DisplayName("who waits for openings gets a session that is left before, and only one gets it")
    void takesWhatIsLeft() {
        slots(10, 100);
        List<Place> given = queueToOpen(100);
        slots.hasOpened(given.get(0));
        assertThat(given).hasSize(3);

        slots.isLeft(A);
        slots.release(given.get(0));

        assertThat(given).hasSize(4);
        assertThat(slots.taken(A)).isEqualTo(3);
        // It turns out to be of no use, and one is opened.
        slots.isOpening(given.get(3));
        slots.hasOpened(given.get(1));
        assertThat(given).hasSize(5);
    }

    @Test
    @DisplayName("a place for which there was a session already makes way for an opening, and not for more of them")
    void countsNoOpeningThatWasNotNeeded() {
        slots(10, 100);
        List<Place> given = queueToOpen(10);
        slots.needsNoOpening(given.get(0));
        assertThat(given).hasSize(2);
        slots.needsNoOpening(given.get(1));
        assertThat(given).hasSize(3);
        assertThat(slots.taken(A)).isEqualTo(3);
    }

    @Test
    @DisplayName("nobody waits for a host that takes its time: an opening counts for a few seconds")
    void overlooksSlowOpenings() {
        slots(10, 100);
        List<Place> given = queueToOpen(100);
        watch.advance(Openings.COUNTED_FOR.minusMillis(1));
        slots.expire(watch.instant());
        assertThat(given).hasSize(1);
        watch.advance(Duration.ofMillis(1));
        slots.expire(watch.instant());
        assertThat(given).hasSize(3);
        watch.advance(Openings.COUNTED_FOR);
        slots.expire(watch.instant());
        assertThat(given).hasSize(7);

        // What is open in the end makes no more of them at a time.
        slots.hasOpened(given.get(0));
        assertThat(given).hasSize(7);
    }

    @Test
    @DisplayName("an address that holds all its places holds up nobody else")
    void aStallingAddressDelaysNobody() {
        ConnectionSlots slots = slots(2, 5);
        for (int i = 1; i <= 1000; i++) {
            queue(slots, A, "A" + i);
        }
        order.clear();
        for (int i = 1; i <= 3; i++) {
            queue(slots, B, "B" + i);
            release(B);
        }
        assertThat(order).containsExactly("B1", "B2", "B3");
    }

    @Test
    @DisplayName("where places are scarce overall, the turn goes round between addresses")
    void turnsGoRound() {
        ConnectionSlots slots = slots(10, 1);
        queue(slots, A, "A0");
        for (int i = 1; i <= 3; i++) {
            queue(slots, A, "A" + i);
        }
        for (int i = 1; i <= 3; i++) {
            queue(slots, B, "B" + i);
        }
        InetSocketAddress holder = A;
        for (int i = 0; i < 6; i++) {
            release(holder);
            holder = order.get(order.size() - 1).startsWith("A") ? A : B;
        }
        assertThat(order).containsExactly("A0", "A1", "B1", "A2", "B2", "A3", "B3");
    }

    @Test
    void sendsAwayWhoHasWaitedForTooLong() {
        ConnectionSlots slots = slots(1, 1);
        queue(slots, A, "A1");
        queue(slots, A, "A2");
        slots.expire(LATER.minusSeconds(1));
        assertThat(order).containsExactly("A1");
        slots.expire(LATER);
        assertThat(order).containsExactly("A1", "A2 sent away");
        release(A);
        assertThat(slots.taken(A)).isZero();
    }

    @Test
    void sendsAwayWhoWaitsForAnAddressThatIsDown() {
        ConnectionSlots slots = slots(1, 5);
        queue(slots, A, "A1");
        queue(slots, A, "A2");
        queue(slots, B, "B1");
        queue(slots, B, "B2");
        slots.sendAway(A);
        assertThat(order).containsExactly("A1", "B1", "A2 sent away");
    }

    @Test
    void nobodyWaitsOnceClosed() {
        ConnectionSlots slots = slots(1, 1);
        queue(slots, A, "A1");
        queue(slots, A, "A2");
        slots.close();
        queue(slots, A, "A3");
        assertThat(order).containsExactly("A1", "A2 sent away", "A3 sent away");
    }

    private static final ReuseKey KEY = key("untagged");

    private static ReuseKey key(String sharing) {
        return new ReuseKey(SessionRequest.to(A, "client.example"), sharing);
    }

    private void queueToShare(ConnectionSlots slots, ReuseKey key, String name) {
        Candidate candidate = new Candidate(key, PeerVerifier.anyCertificate());
        slots.acquire(A, Optional.of(candidate), LATER).thenAccept(turn -> {
            order.add(name + " " + turn.getClass().getSimpleName());
            opened(A, turn);
        });
    }

    @Test
    @DisplayName("only who is first may share a place, and only by the same key")
    void callsTheFirstInLine() {
        ConnectionSlots slots = slots(1, 10);
        queue(slots, A, "A0");
        assertThat(slots.callFirst(KEY)).isEmpty();
        queueToShare(slots, KEY, "A1");
        queueToShare(slots, key("tagged"), "A2");
        queueToShare(slots, KEY, "A3");

        assertThat(slots.callFirst(KEY)).isPresent();
        assertThat(slots.callFirst(KEY)).isEmpty();
        release(A);
        assertThat(order).containsExactly("A0", "A2 Own");
        assertThat(slots.callFirst(KEY)).isPresent();
        assertThat(slots.waiting()).isZero();
    }

    @Test
    @DisplayName("where many share the places that there are, no more of them are worth it")
    void opensNoneForThoseWhoShare() {
        slots(10, 100);
        List<Place> given = queueToOpen(1);
        slots.hasOpened(given.get(0));
        for (int i = 0; i < 13; i++) {
            Candidate candidate = new Candidate(KEY, PeerVerifier.anyCertificate());
            slots.acquire(A, Optional.of(candidate), LATER).thenAccept(turn -> given.add(((Turn.Own) turn).place()));
        }
        assertThat(given).hasSize(3);
        for (int i = 0; i < 8; i++) {
            assertThat(slots.callFirst(KEY)).isPresent();
        }
        assertThat(slots.waiting()).isEqualTo(3);

        slots.hasOpened(given.get(1));

        assertThat(given).hasSize(3);
    }

    @Test
    @DisplayName("nobody shares a place for which somebody waits at another address")
    void callsNobodyWhilePlacesAreScarce() {
        ConnectionSlots slots = slots(10, 1);
        queue(slots, A, "A0");
        queueToShare(slots, KEY, "A1");
        assertThat(slots.callFirst(KEY).map(ConnectionSlots.Waiter::address)).contains(A);
        queueToShare(slots, KEY, "A2");
        queue(slots, B, "B1");
        assertThat(slots.callFirst(KEY)).isEmpty();
    }

    @Test
    @DisplayName("who was called in vain is first again, for a place, which may have become free meanwhile")
    void putsBack() {
        ConnectionSlots slots = slots(1, 10);
        queue(slots, A, "A0");
        queueToShare(slots, KEY, "A1");
        queueToShare(slots, KEY, "A2");
        slots.putBack(slots.callFirst(KEY).orElseThrow());
        assertThat(order).containsExactly("A0");
        assertThat(slots.callFirst(KEY)).isEmpty();
        release(A);
        assertThat(order).containsExactly("A0", "A1 Own");

        ConnectionSlots.Waiter called = slots.callFirst(KEY).orElseThrow();
        release(A);
        assertThat(slots.taken(A)).isZero();
        slots.putBack(called);
        assertThat(order).containsExactly("A0", "A1 Own", "A2 Own");
        assertThat(slots.taken(A)).isEqualTo(1);
    }

    @Test
    @DisplayName("who has had a turn, and has to have another, does not go to the end of the line")
    void whoComesAgainGoesFirst() {
        ConnectionSlots slots = slots(1, 10);
        queue(slots, A, "A0");
        queue(slots, A, "A1");
        slots.acquireAgain(A, LATER).thenAccept(turn -> {
            order.add("again");
            opened(A, turn);
        });
        release(A);
        assertThat(order).containsExactly("A0", "again");
        release(A);
        release(A);
        slots.acquireAgain(A, LATER).thenAccept(turn -> {
            order.add("at once");
            opened(A, turn);
        });
        assertThat(order).containsExactly("A0", "again", "A1", "at once");
        assertThat(slots.taken(A)).isEqualTo(1);
    }

    @Test
    void putsNobodyBackOnceClosed() {
        ConnectionSlots slots = slots(1, 10);
        queue(slots, A, "A0");
        queueToShare(slots, KEY, "A1");
        ConnectionSlots.Waiter called = slots.callFirst(KEY).orElseThrow();
        slots.close();
        slots.putBack(called);
        assertThat(order).containsExactly("A0", "A1 None");
    }

    @Test
    @DisplayName("ten thousand that end as soon as they begin don't overflow the stack")
    void doesNotNest() {
        ConnectionSlots slots = slots(1, 1);
        slots.acquire(A, Optional.empty(), LATER).thenAccept(turn -> opened(A, turn));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(slots.acquire(A, Optional.empty(), LATER).thenAccept(granted -> {
                opened(A, granted);
                release(A);
            }));
        }
        release(A);
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(slots.taken(A)).isZero();
    }
}
