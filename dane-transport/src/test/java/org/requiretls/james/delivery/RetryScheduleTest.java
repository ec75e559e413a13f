package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {

    @Test
    void withoutAUnitDelaysAreMilliseconds() {
        assertThat(RetrySchedule.parse("5000, 100000, 500000", 3).delays())
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(100), Duration.ofSeconds(500));
    }

    @Test
    void theLastDelayIsRepeatedUntilMaxRetries() {
        assertThat(RetrySchedule.parse("2*1 minute, 1 hour", 5).delays())
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
    }

    @Test
    void moreDelaysThanMaxRetriesRaiseIt() {
        assertThat(RetrySchedule.parse("4 * 2 days", 1).delays()).hasSize(4).containsOnly(Duration.ofDays(2));
    }

    @Test
    void afterTheLastDelayTheMailIsGivenUp() {
        RetrySchedule schedule = RetrySchedule.parse("1 sec", 1);

        assertThat(schedule.delayAfter(0)).contains(Duration.ofSeconds(1));
        assertThat(schedule.delayAfter(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "5 fortnights", "-1", "0*5", "5,,6", "1.5 hour", "9999999999999"})
    void whatCannotBeReadIsRefusedAndQuoted(String delayTime) {
        assertThatThrownBy(() -> RetrySchedule.parse(delayTime, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[attempts*]delay [unit]");
    }
}
