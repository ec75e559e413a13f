package org.requiretls.james.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    private void count(String recipient) {
        tally.count(recipient.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName("Messages, second copies, and mail of other turns or of nobody are counted apart")
    void apart() {
        tally.begin(7);
        count("m7.0@d1.bench.test");
        count("m7.12@d2.bench.test");
        count("m7.12@d2.bench.test");
        count("m6.3@d1.bench.test");
        count("bob@d1.bench.test");
        count("");

        Count count = tally.count();

        assertThat(count.messages()).isEqualTo(2);
        assertThat(count.duplicates()).isEqualTo(1);
        assertThat(count.strays()).isEqualTo(3);
        assertThat(count.firstAt()).isPositive().isLessThanOrEqualTo(count.lastAt());
        assertThat(Count.parse(count.asLine())).isEqualTo(count);
    }

    @Test
    @DisplayName("A new turn begins at nothing")
    void anew() {
        tally.begin(1);
        count("m1.1@d1.bench.test");
        tally.begin(2);

        assertThat(tally.count()).isEqualTo(new Count(2, 0, 0, 0, 0, 0));
    }
}
