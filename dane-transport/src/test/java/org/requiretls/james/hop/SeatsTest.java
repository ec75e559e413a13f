package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.Seats.Left;

@DisplayName("Who uses a session")
class SeatsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Seats seats = new Seats();
    private final Seat a = seat();
    private final Seat b = seat();
    private final Seat c = seat();
    private final Seat d = seat();

    private static Seat seat() {
        return new Seat(null, null);
    }

    /** One message has been sent already, in no time. */
    @BeforeEach
    void begin() {
        Seat before = seat();
        seats.takeFirst(before, NOON);
        assertThat(seats.takeAnother(a)).isFalse();
        seats.messageUnderWay(before);
        assertThat(seats.takeAnother(a)).isFalse();
        assertThat(seats.leave(before, NOON)).isEqualTo(Left.NOBODY);
        assertThat(seats.takeAnother(a)).isFalse();
        seats.takeFirst(a, NOON);
    }

    @Test
    @DisplayName("the next comes when all before have given away their messages, so that none overtakes another")
    void oneAfterTheOther() {
        assertThat(seats.takeAnother(b)).isFalse();
        seats.messageUnderWay(a);
        assertThat(seats.takeAnother(b)).isTrue();
        assertThat(seats.takeAnother(c)).isFalse();
        seats.messageUnderWay(b);
        assertThat(seats.takeAnother(c)).isTrue();
        seats.messageUnderWay(c);
        assertThat(seats.takeAnother(d)).isFalse();
        assertThat(seats.leave(a, NOON)).isEqualTo(Left.OTHERS);
        assertThat(seats.takeAnother(d)).isTrue();
    }

    @Test
    void nobodyComesOnceItIsRetired() {
        seats.messageUnderWay(a);
        seats.retire();
        assertThat(seats.takeAnother(b)).isFalse();
        assertThat(seats.leave(a, NOON)).isEqualTo(Left.NOBODY);
        assertThat(seats.isRetired()).isTrue();
    }

    @Test
    void whoSentNothingLeavesNoTrace() {
        seats.messageUnderWay(a);
        seats.takeAnother(b);
        assertThat(seats.vacate(b)).isEqualTo(Left.OTHERS);
        assertThat(seats.takeAnother(c)).isTrue();
        seats.leave(a, NOON);
        assertThat(seats.vacate(c)).isEqualTo(Left.NOBODY);
        assertThat(seats.vacate(c)).isEqualTo(Left.BEFORE);
    }

    @Test
    void oneLeavesOnce() {
        seats.messageUnderWay(a);
        seats.takeAnother(b);
        assertThat(seats.leave(a, NOON)).isEqualTo(Left.OTHERS);
        assertThat(seats.leave(a, NOON)).isEqualTo(Left.BEFORE);
        assertThat(seats.leave(b, NOON)).isEqualTo(Left.NOBODY);
    }

    @Test
    @DisplayName("nobody comes while the last answer took long")
    void nobodyWaitsForASlowPeer() {
        seats.messageUnderWay(a);
        assertThat(seats.takeAnother(b)).isTrue();
        seats.messageUnderWay(b);
        Instant later = NOON.plus(Seats.QUICK);
        seats.leave(a, later);
        assertThat(seats.takeAnother(c)).isFalse();
        seats.leave(b, later.plus(Seats.QUICK).minusMillis(1));
        seats.takeFirst(c, later.plusSeconds(9));
        seats.messageUnderWay(c);
        assertThat(seats.takeAnother(d)).isTrue();
    }
}
