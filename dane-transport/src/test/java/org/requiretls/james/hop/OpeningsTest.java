package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.ConnectionSlots.Place;

@DisplayName("Connections that are opened at one address")
class OpeningsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Openings openings = new Openings();

    private static Place place(Instant since) {
        return new Place(new InetSocketAddress("127.0.0.1", 25), since);
    }

    private Place begin(int inUse) {
        Place place = place(NOON);
        openings.begin(place, inUse);
        return place;
    }

    private void serve(int howMany) {
        for (int i = 0; i < howMany; i++) {
            openings.served();
        }
    }

    @Test
    @DisplayName("one at first, and one more at a time with each that has ended")
    void window() {
        assertThat(openings.mayBegin(100, 0)).isTrue();
        Place first = begin(0);
        assertThat(openings.mayBegin(100, 0)).isFalse();

        openings.end(first);
        begin(1);
        assertThat(openings.mayBegin(100, 1)).isTrue();
        begin(1);
        assertThat(openings.mayBegin(100, 1)).isFalse();
    }

    @Test
    @DisplayName("none where those that there are would be through with the line before it is open")
    void worthIt() {
        openings.end(begin(0));
        Place second = begin(2);
        serve(20);
        openings.end(second);

        // Each of the two has served ten meanwhile, so three would be through with thirty.
        assertThat(openings.mayBegin(31, 3)).isTrue();
        assertThat(openings.mayBegin(30, 3)).isFalse();
        assertThat(openings.mayBegin(30, 2)).isTrue();
        assertThat(openings.mayBegin(1, 0)).isTrue();
    }

    @Test
    @DisplayName("two messages do not need two connections, as long as nothing else is known")
    void guess() {
        openings.end(begin(0));

        assertThat(openings.mayBegin(1, 1)).isFalse();
        assertThat(openings.mayBegin(2, 1)).isFalse();
        assertThat(openings.mayBegin(3, 1)).isTrue();
        assertThat(openings.mayBegin(1, 0)).isTrue();
    }

    @Test
    @DisplayName("it is the last time that tells")
    void lastTime() {
        Place quick = begin(1);
        serve(20);
        openings.end(quick);
        assertThat(openings.mayBegin(20, 1)).isFalse();

        openings.end(begin(1));

        assertThat(openings.mayBegin(1, 1)).isTrue();
    }

    @Test
    @DisplayName("once nobody's turn comes any more, nobody waits for those that there are")
    void standstill() {
        Place quick = begin(1);
        serve(20);
        openings.end(quick);
        openings.look(NOON, 1);
        assertThat(openings.mayBegin(1, 1)).isFalse();
        serve(1);
        openings.look(NOON, 1);
        assertThat(openings.mayBegin(1, 1)).isFalse();

        openings.look(NOON, 1);

        assertThat(openings.mayBegin(1, 1)).isTrue();
    }

    @Test
    @DisplayName("nothing stands still where the first is still being opened")
    void stillBeingOpened() {
        Place first = begin(0);
        openings.look(NOON, 0);
        openings.look(NOON, 0);
        openings.end(first);
        assertThat(openings.mayBegin(2, 1)).isFalse();

        // It was there for a moment only.
        openings.look(NOON, 1);
        assertThat(openings.mayBegin(2, 1)).isFalse();

        openings.look(NOON, 1);
        assertThat(openings.mayBegin(1, 1)).isTrue();
    }

    @Test
    @DisplayName("one that takes long does not count any more, and makes more of them at a time, once")
    void slow() {
        Place slow = begin(0);
        openings.look(NOON.plus(Openings.COUNTED_FOR).minusMillis(1), 0);
        assertThat(openings.mayBegin(1, 0)).isFalse();

        openings.look(NOON.plus(Openings.COUNTED_FOR), 0);
        assertThat(openings.underWay()).isZero();
        begin(1);
        begin(1);
        assertThat(openings.mayBegin(1, 1)).isFalse();

        openings.end(slow);
        assertThat(openings.mayBegin(1, 1)).isFalse();
    }

    @Test
    @DisplayName("one that was not needed does not make more of them at a time")
    void forgone() {
        openings.forgo(begin(0));
        begin(0);
        assertThat(openings.mayBegin(1, 0)).isFalse();
    }

    @Test
    @DisplayName("who needed none was served by those that there are")
    void forgoneIsServed() {
        openings.end(begin(0));
        Place slow = begin(1);
        for (int i = 0; i < 10; i++) {
            openings.forgo(begin(1));
        }
        openings.end(slow);

        assertThat(openings.mayBegin(10, 1)).isFalse();
        assertThat(openings.mayBegin(11, 1)).isTrue();
    }
}
