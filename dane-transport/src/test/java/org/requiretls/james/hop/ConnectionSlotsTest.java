package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.ConnectionSlots.Turn;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.SessionRequest;

@DisplayName("Places for connections")
class ConnectionSlotsTest {

    private static final InetSocketAddress A = new InetSocketAddress("127.0.0.1", 25);
    private static final InetSocketAddress B = new InetSocketAddress("127.0.0.2", 25);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    private final List<String> order = new ArrayList<>();

    private void queue(ConnectionSlots slots, InetSocketAddress address, String name) {
        slots.acquire(address, Optional.empty(), LATER)
                .thenAccept(turn -> order.add(name + (turn instanceof Turn.Place ? "" : " sent away")));
    }

    @Test
    void thoseBeyondTheLimitOfAnAddressWaitInOrder() {
        ConnectionSlots slots = new ConnectionSlots(2, 100);
        for (int i = 1; i <= 4; i++) {
            queue(slots, A, "A" + i);
        }
        assertThat(order).containsExactly("A1", "A2");
        slots.release(A);
        slots.release(A);
        assertThat(order).containsExactly("A1", "A2", "A3", "A4");
        assertThat(slots.taken(A)).isEqualTo(2);
        assertThat(slots.waiting()).isZero();
    }

    @Test
    @DisplayName("an address that holds all its places holds up nobody else")
    void aStallingAddressDelaysNobody() {
        ConnectionSlots slots = new ConnectionSlots(2, 5);
        for (int i = 1; i <= 1000; i++) {
            queue(slots, A, "A" + i);
        }
        order.clear();
        for (int i = 1; i <= 3; i++) {
            queue(slots, B, "B" + i);
            slots.release(B);
        }
        assertThat(order).containsExactly("B1", "B2", "B3");
    }

    @Test
    @DisplayName("where places are scarce overall, the turn goes round between addresses")
    void turnsGoRound() {
        ConnectionSlots slots = new ConnectionSlots(10, 1);
        queue(slots, A, "A0");
        for (int i = 1; i <= 3; i++) {
            queue(slots, A, "A" + i);
        }
        for (int i = 1; i <= 3; i++) {
            queue(slots, B, "B" + i);
        }
        InetSocketAddress holder = A;
        for (int i = 0; i < 6; i++) {
            slots.release(holder);
            holder = order.get(order.size() - 1).startsWith("A") ? A : B;
        }
        assertThat(order).containsExactly("A0", "A1", "B1", "A2", "B2", "A3", "B3");
    }

    @Test
    void sendsAwayWhoHasWaitedForTooLong() {
        ConnectionSlots slots = new ConnectionSlots(1, 1);
        queue(slots, A, "A1");
        queue(slots, A, "A2");
        slots.expire(LATER.minusSeconds(1));
        assertThat(order).containsExactly("A1");
        slots.expire(LATER);
        assertThat(order).containsExactly("A1", "A2 sent away");
        slots.release(A);
        assertThat(slots.taken(A)).isZero();
    }

    @Test
    void sendsAwayWhoWaitsForAnAddressThatIsDown() {
        ConnectionSlots slots = new ConnectionSlots(1, 5);
        queue(slots, A, "A1");
        queue(slots, A, "A2");
        queue(slots, B, "B1");
        queue(slots, B, "B2");
        slots.sendAway(A);
        assertThat(order).containsExactly("A1", "B1", "A2 sent away");
    }

    @Test
    void nobodyWaitsOnceClosed() {
        ConnectionSlots slots = new ConnectionSlots(1, 1);
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
        slots.acquire(A, Optional.of(candidate), LATER)
                .thenAccept(turn -> order.add(name + " " + turn.getClass().getSimpleName()));
    }

    @Test
    @DisplayName("only who is first may share a place, and only by the same key")
    void callsTheFirstInLine() {
        ConnectionSlots slots = new ConnectionSlots(1, 10);
        queue(slots, A, "A0");
        assertThat(slots.callFirst(KEY)).isEmpty();
        queueToShare(slots, KEY, "A1");
        queueToShare(slots, key("tagged"), "A2");
        queueToShare(slots, KEY, "A3");

        assertThat(slots.callFirst(KEY)).isPresent();
        assertThat(slots.callFirst(KEY)).isEmpty();
        slots.release(A);
        assertThat(order).containsExactly("A0", "A2 Place");
        assertThat(slots.callFirst(KEY)).isPresent();
        assertThat(slots.waiting()).isZero();
    }

    @Test
    @DisplayName("nobody shares a place for which somebody waits at another address")
    void callsNobodyWhilePlacesAreScarce() {
        ConnectionSlots slots = new ConnectionSlots(10, 1);
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
        ConnectionSlots slots = new ConnectionSlots(1, 10);
        queue(slots, A, "A0");
        queueToShare(slots, KEY, "A1");
        queueToShare(slots, KEY, "A2");
        slots.putBack(slots.callFirst(KEY).orElseThrow());
        assertThat(order).containsExactly("A0");
        assertThat(slots.callFirst(KEY)).isEmpty();
        slots.release(A);
        assertThat(order).containsExactly("A0", "A1 Place");

        ConnectionSlots.Waiter called = slots.callFirst(KEY).orElseThrow();
        slots.release(A);
        assertThat(slots.taken(A)).isZero();
        slots.putBack(called);
        assertThat(order).containsExactly("A0", "A1 Place", "A2 Place");
        assertThat(slots.taken(A)).isEqualTo(1);
    }

    @Test
    @DisplayName("who has had a turn, and has to have another, does not go to the end of the line")
    void whoComesAgainGoesFirst() {
        ConnectionSlots slots = new ConnectionSlots(1, 10);
        queue(slots, A, "A0");
        queue(slots, A, "A1");
        slots.acquireAgain(A, LATER).thenAccept(turn -> order.add("again"));
        slots.release(A);
        assertThat(order).containsExactly("A0", "again");
        slots.release(A);
        slots.release(A);
        slots.acquireAgain(A, LATER).thenAccept(turn -> order.add("at once"));
        assertThat(order).containsExactly("A0", "again", "A1", "at once");
        assertThat(slots.taken(A)).isEqualTo(1);
    }

    @Test
    void putsNobodyBackOnceClosed() {
        ConnectionSlots slots = new ConnectionSlots(1, 10);
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
        ConnectionSlots slots = new ConnectionSlots(1, 1);
        slots.acquire(A, Optional.empty(), LATER);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(slots.acquire(A, Optional.empty(), LATER).thenAccept(granted -> slots.release(A)));
        }
        slots.release(A);
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(slots.taken(A)).isZero();
    }
}
