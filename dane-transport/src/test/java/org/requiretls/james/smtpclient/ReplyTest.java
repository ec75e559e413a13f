package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.status.EnhancedStatus;

class ReplyTest {

    @Test
    void findsTheEnhancedStatus() {
        assertThat(new Reply(550, List.of("5.7.30 REQUIRETLS support required", "more")).enhancedStatus())
                .contains(new EnhancedStatus(5, 7, 30));
        assertThat(new Reply(250, List.of("2.0.0")).enhancedStatus()).contains(new EnhancedStatus(2, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.7.1 class differs (RFC 2034 section 4)", "5.7", "5.7.1000 x", "5.07.1 x", "x 5.7.1", ""})
    void takesNothingElseForOne(String text) {
        assertThat(new Reply(550, List.of(text)).enhancedStatus()).isEmpty();
    }

    @Test
    void saysByItsFirstDigitWhatItMeans() {
        assertThat(new Reply(252, List.of("")).isPositive()).isTrue();
        assertThat(new Reply(354, List.of("")).isIntermediate()).isTrue();
        assertThat(new Reply(454, List.of("")).isTransientFailure()).isTrue();
        assertThat(new Reply(530, List.of("")).isPermanentFailure()).isTrue();
        assertThat(new Reply(354, List.of("")).isFailure()).isFalse();
        assertThat(new Reply(421, List.of("")).announcesClosing()).isTrue();
    }

    @Test
    void fitsOnALine() {
        assertThat(new Reply(550, List.of("5.1.1 no", "such user"))).hasToString("550 5.1.1 no such user");
        assertThat(new Reply(250, List.of(""))).hasToString("250");
    }

    @Test
    void isAReply() {
        assertThatThrownBy(() -> new Reply(199, List.of(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Reply(250, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
