package org.requiretls.james.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.requiretls.james.selfcheck.Own.NEXT;
import static org.requiretls.james.selfcheck.Own.NOW;
import static org.requiretls.james.selfcheck.Own.PRESENT;
import static org.requiretls.james.selfcheck.Own.record;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMemoryTest {

    private static final OwnDomain OLD =
            new Own().tlsa(record(PRESENT, 3, 1, 1)).evidence();
    private static final OwnDomain BOTH =
            new Own().tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1)).evidence();
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void theSameRecordsKeepTheirFirstTime() {
        RecordMemory memory = RecordMemory.EMPTY.with(OLD, NOW).with(OLD, NOW.plus(HOUR));

        assertThat(memory.sets()).singleElement().satisfies(set -> {
            assertThat(set.since()).isEqualTo(NOW);
            assertThat(set.until()).isEmpty();
        });
    }

    @Test
    void whatIsGoneStaysUntilCachesHaveForgottenIt() {
        RecordMemory changed = RecordMemory.EMPTY.with(OLD, NOW).with(BOTH, NOW.plus(HOUR));

        assertThat(changed.sets()).hasSize(2);
        assertThat(changed.sets().get(0).until()).contains(NOW.plus(HOUR));
        assertThat(changed.with(BOTH, NOW.plus(HOUR).plus(HOUR)).sets())
                .singleElement()
                .satisfies(set -> assertThat(set.records()).hasSize(2));
    }

    @Test
    void recordsThatWereTakenAwayAltogetherAreGoneToo() {
        OwnDomain none = new Own().tlsa(new TlsaAnswer.Absent("proven absent")).evidence();
        OwnDomain unknown =
                new Own().tlsa(new TlsaAnswer.LookupFailed("SERVFAIL")).evidence();
        RecordMemory memory = RecordMemory.EMPTY.with(OLD, NOW);

        assertThat(memory.with(none, NOW.plus(HOUR)).sets().get(0).until()).contains(NOW.plus(HOUR));
        assertThat(memory.with(unknown, NOW.plus(HOUR))).isEqualTo(memory);
    }

    @Test
    void isReadBackAsItWasWritten() {
        RecordMemory memory = RecordMemory.EMPTY.with(OLD, NOW).with(BOTH, NOW.plus(HOUR));

        assertThat(RecordMemory.parse(memory.lines())).isEqualTo(memory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "_25._tcp.mx 2026-01-01T00:00:00Z - PT1H 3:1:1",
                "_25._tcp.mx yesterday - PT1H 3:1:1:ab",
                "_25._tcp.mx 2026-01-01T00:00:00Z - PT1H 3:1:1:xy",
                "_25._tcp.mx 2026-01-01T00:00:00Z - PT1H 3:x:1:ab"
            })
    void anythingElseIsRefused(String line) {
        assertThatThrownBy(() -> RecordMemory.parse(List.of(line))).isInstanceOf(IllegalArgumentException.class);
    }
}
